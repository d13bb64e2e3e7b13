"""Narrow the settlements of one name down by everything else the address says.

In order: municipality, district, kind, postcode. What the writer said is never ignored:
where nothing fits, the address contradicts itself and stays unknown. Only a kind that
fits nothing is dropped, since villages become towns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mrezha.places.choosing import Choice, choose_settlement, fits
from mrezha.places.gazetteer import Gazetteer
from mrezha.places.names import Names
from mrezha.places.postcodes import narrow_by_postcodes, with_exact_postcode
from mrezha.places.reading import Claim, Reading
from mrezha.places.resolution import Resolution, Step, conclude, make_step

UNKNOWN: tuple[str, ...] = ()


def decide(reading: Reading, names: Names, gazetteer: Gazetteer) -> Resolution:
    """Turn what an address says into its settlement, with the reasoning."""
    steps = _describe(reading)
    if reading.unread:
        return conclude(UNKNOWN, [*steps, make_step("admin-unknown", text=reading.unread[0])])
    if reading.unfound:
        return conclude(UNKNOWN, [*steps, _explain_unfound(reading.unfound[0], names)])
    choice = choose_settlement(reading, names, gazetteer)
    if isinstance(choice, tuple):
        if not choice:
            return conclude(UNKNOWN, [*steps, make_step("no-settlement")])
        named = {code for mention in choice for code in mention.codes}
        return conclude(named, [*steps, make_step("two-settlements")])
    return _Narrowing(reading, choice, names, gazetteer, list(steps)).run()


def _describe(reading: Reading) -> tuple[Step, ...]:
    municipalities = (
        make_step("municipality", text=claim.text, municipalities=claim.municipalities)
        for claim in dict.fromkeys(reading.municipalities)
    )
    districts = (
        make_step("district", text=claim.text, districts=claim.districts)
        for claim in dict.fromkeys(reading.districts)
    )
    postcodes = (make_step("postcode", postcodes=code) for code in dict.fromkeys(reading.postcodes))
    return (*municipalities, *districts, *postcodes)


def _explain_unfound(text: str, names: Names) -> Step:
    parts = text.split()
    for count in range(len(parts), 0, -1):
        name = " ".join(parts[:count])
        if names.closed.find(name):
            return make_step("settlement-closed", text=name)
    return make_step("name-unknown", text=text)


@dataclass(slots=True)
class _Narrowing:
    reading: Reading
    choice: Choice
    names: Names
    gazetteer: Gazetteer
    steps: list[Step]
    left: tuple[str, ...] = field(default=())

    def run(self) -> Resolution:
        mention = self.choice.mention
        self.left = mention.codes
        self._note(f"settlement-{mention.spelling}", text=mention.text)
        if mention.is_cut:
            return self._unknown("name-cut", text=mention.text)
        if conflict := self._narrow_by_labels():
            return conflict
        if self.choice.rivals:
            return self._ambiguous("place-inside", self.choice.rivals, text=mention.text)
        for hint in self.choice.hints:
            if answer := self._narrow_by_hint(hint):
                return answer
        self._narrow_by_kind()
        if conflict := self._narrow_by_postcode():
            return conflict
        self._prefer_seat()
        return conclude(self.left, self.steps)

    def _narrow_by_labels(self) -> Resolution | None:
        for claim in self.reading.municipalities:
            left = [e for e in self.left if self._municipality(e) in claim.municipalities]
            if not left:
                return self._unknown("municipality-conflict", text=claim.text)
            self._keep(left, "municipality-kept")
        for claim in self.reading.districts:
            left = [e for e in self.left if self._district(e) in claim.districts]
            if not left:
                return self._unknown("district-conflict", text=claim.text)
            self._keep(left, "district-kept")
        return None

    def _narrow_by_hint(self, hint: Claim) -> Resolution | None:
        fitting = [e for e in self.left if fits(e, hint, self.gazetteer)]
        if not fitting:
            return self._weigh_unfitting(hint)
        if self._may_be_quarter(fitting, hint):
            return self._ambiguous("quarter-or-village", self._seats(hint), text=hint.text)
        self._keep(fitting, "hint-kept", text=hint.text)
        return None

    def _weigh_unfitting(self, hint: Claim) -> Resolution | None:
        """Decide what a name that fits no candidate is: a quarter, or a contradiction."""
        if not hint.districts and any(e in self._all_seats() for e in self.left):
            return None  # „София, Средец“: a big town's quarter
        if len(self.left) > 1:
            return self._ambiguous("hint-conflict", self._seats(hint), text=hint.text)
        return self._unknown("hint-conflict", text=hint.text)

    def _may_be_quarter(self, fitting: Sequence[str], hint: Claim) -> bool:
        """Say whether „Изгрев, Варна“ may be a quarter of Варна and not a village near it."""
        if self.choice.is_firm or not hint.districts:
            return False
        is_shared = len(self.choice.mention.codes) > 1
        return is_shared and all(self.gazetteer.settlements[e].kind != "гр." for e in fitting)

    def _narrow_by_kind(self) -> None:
        kind = self.choice.mention.kind
        if kind is None:
            return
        left = [e for e in self.left if self.gazetteer.settlements[e].kind == kind]
        if left:
            self._keep(left, "kind-kept", kind=kind)
        else:
            self._note("kind-dropped", kind=kind)

    def _narrow_by_postcode(self) -> Resolution | None:
        postcodes = self.reading.postcodes
        left = narrow_by_postcodes(self.left, postcodes, self.gazetteer)
        if not left:
            return self._unknown("postcode-conflict", postcodes=postcodes)
        self._keep(left, "postcode-kept")
        loose = self.reading.loose_postcodes
        self._keep(with_exact_postcode(self.left, loose, self.gazetteer), "postcode-kept")
        return None

    def _prefer_seat(self) -> None:
        if self.choice.mention.kind is None and len(self.left) > 1:
            seats = [e for e in self.left if e in self._all_seats()]
            if len(seats) == 1:
                self._keep(seats, "seat-preferred")

    # Small helpers

    def _municipality(self, ekatte: str) -> str:
        return self.gazetteer.municipality_of(ekatte).code

    def _district(self, ekatte: str) -> str:
        return self.gazetteer.district_of(ekatte).code

    def _all_seats(self) -> frozenset[str]:
        return frozenset(district.seat for district in self.gazetteer.districts.values())

    def _seats(self, claim: Claim) -> tuple[str, ...]:
        municipalities = (self.gazetteer.municipalities[code] for code in claim.municipalities)
        districts = (self.gazetteer.districts[code] for code in claim.districts)
        return (*(m.seat for m in municipalities), *(d.seat for d in districts))

    def _note(self, code: str, **params: str | Sequence[str]) -> None:
        self.steps.append(make_step(code, **params))

    def _keep(self, left: Sequence[str], code: str, **params: str) -> None:
        if len(left) < len(self.left):
            self._note(code, **params)
            self.left = tuple(left)

    def _unknown(self, code: str, **params: str | Sequence[str]) -> Resolution:
        self._note(code, settlements=self.left, **params)
        if self.names.closed.find(self.choice.mention.text):
            self._note("settlement-closed-too", text=self.choice.mention.text)
        return conclude(UNKNOWN, self.steps)

    def _ambiguous(self, code: str, others: Sequence[str], **params: str) -> Resolution:
        self._note(code, **params)
        return conclude((*self.left, *others), self.steps)
