"""The papers of fairs beside their pages, when the site's owner wants them (`fair_kit`)."""

from collections.abc import Iterator

from mrezha.catalogue import Catalogue, Event
from mrezha.catalogue.outline import digest_of
from mrezha.fairkit.data import Addresses, Tree, gather_kit
from mrezha.fairkit.papers import set_papers
from mrezha.fairkit.speech import load_speech
from mrezha.plugin.addresses import address_of, localise
from mrezha.plugin.settings import LANGUAGES, SiteSettings
from mrezha.plugin.update import Update
from mrezha.plugin.writer import SiteWriter

FAMILY, _STAMPS = "kits", "kit_stamps"


def has_kit(site: SiteSettings, event: Event) -> bool:
    """Say whether an event's papers stand beside its page."""
    return site.fair_kit and bool(event.data["participants"])


def write_kits(
    catalogue: Catalogue, site: SiteSettings, writer: SiteWriter, update: Update | None, code: bytes
) -> None:
    """Write the papers whose texts changed since the last build, and drop those that are gone.

    `code` is the digest of our own code: other templates give other papers.
    """
    known = dict(update.state.get(_STAMPS) or {}) if update is not None else {}
    stamps: dict[str, tuple[bytes, tuple[str, ...]]] = {}
    for folder, kit in _kits(catalogue, site):
        stamp = digest_of((kit, code))
        before = known.get(folder)
        if before is not None and before[0] == stamp:
            stamps[folder] = before
            continue
        names = []
        for name, content in set_papers(kit):
            writer.put(folder + name, content)
            names.append(folder + name)
        stamps[folder] = stamp, tuple(names)
    if update is not None:
        update.keep_others(FAMILY, {name for _, names in stamps.values() for name in names}, writer)
        update.state.put(_STAMPS, stamps)


def _kits(catalogue: Catalogue, site: SiteSettings) -> Iterator[tuple[str, Tree]]:
    for event in catalogue.events.values():
        if has_kit(site, event):
            for lang in LANGUAGES:
                addresses = Addresses(site.site_url, localise("", lang))
                kit = gather_kit(catalogue, event, load_speech(lang), addresses)
                yield localise(f"{address_of('event', event.id)}kit/", lang), kit
