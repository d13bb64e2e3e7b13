"""Resolve a written address to the settlement it is in, or say why that cannot be done."""

from mrezha.places.gazetteer import Gazetteer
from mrezha.places.names import build_names
from mrezha.places.narrowing import decide
from mrezha.places.parsing import read_address
from mrezha.places.resolution import Outcome, Resolution, Step, conclude, make_step

LONGEST_ADDRESS = 2000  # characters; nobody writes a longer one, and reading must stay quick

__all__ = ["Outcome", "Resolution", "Step", "resolve_address"]


def resolve_address(text: str, gazetteer: Gazetteer) -> Resolution:
    """Find the EKATTE code of the settlement in an address, never by a guess.

    Answers "code" only when exactly one settlement agrees with everything written;
    "ambiguous" when several do; "unknown" when none is named or the address contradicts
    itself. Misspelled names are not repaired: a person has to look.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST_ADDRESS:
        return conclude((), [make_step("too-long", limit=str(LONGEST_ADDRESS))])
    names = build_names(gazetteer)
    return decide(read_address(text, names), names, gazetteer)
