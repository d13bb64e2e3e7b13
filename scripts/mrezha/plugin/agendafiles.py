"""The calendars and feeds of the site: their words from the theme, their place from the site."""

from collections.abc import Iterator, Mapping

from mrezha.catalogue import Catalogue
from mrezha.catalogue.outline import digest_of
from mrezha.outputs.agenda import render_agenda
from mrezha.outputs.occasions import Speech
from mrezha.plugin import words
from mrezha.plugin.addresses import localise
from mrezha.plugin.settings import LANGUAGES, SiteSettings

_OF_ONE = ("/event.ics", "/deadline.ics")
_FOLDERS = ("events/", "calls/", "regions/")


def agenda_files(
    catalogue: Catalogue, site: SiteSettings, labels: Mapping[str, words.Labels], singles: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield all calendars and feeds, in every language, by address.

    Those of one event or call only with `singles`.
    """
    for lang in LANGUAGES:
        for name, content in render_agenda(catalogue, make_speech(site, labels[lang], lang)):
            if singles or not name.endswith(_OF_ONE):
                yield name, content


def agenda_stamp(
    catalogue: Catalogue, site: SiteSettings, labels: Mapping[str, words.Labels], singles: bool
) -> bytes:
    """Return the digest of everything the files are made of."""
    records = [(key, one) for key, one in catalogue.digests.items() if key.startswith(_FOLDERS)]
    speeches = [make_speech(site, labels[lang], lang) for lang in LANGUAGES]
    regions = [(one.id, one.events) for one in catalogue.regions.values()]
    return digest_of(
        (records, dict(catalogue.moved), regions, [repr(one) for one in speeches], singles)
    )


def make_speech(site: SiteSettings, labels: words.Labels, lang: str) -> Speech:
    """Return the words of a language for calendars and feeds."""

    loud = ("cancelled", "postponed", "moved")

    def t(key: str) -> str:
        return words.say(labels, lang, key)

    return Speech(
        lang=lang,
        site_name=words.say(labels, lang, "site.name", name=site.site_name),
        site_url=site.site_url,
        folder=localise("", lang),
        deadline=t("agenda.deadline"),
        application=t("agenda.application"),
        events=t("subscribe.events"),
        calls=t("subscribe.calls"),
        deadlines=t("subscribe.deadlines"),
        prefixes={one: t(f"event.phase.{one}").upper() for one in loud},
    )
