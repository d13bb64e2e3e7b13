"""Plan the lists of what enterprises look for, and the feed of the newest needs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mrezha.catalogue import Catalogue
from mrezha.catalogue.matching import open_needs
from mrezha.catalogue.outline import digest_of
from mrezha.outputs.feeds import Feed, FeedEntry, render_feed
from mrezha.outputs.occasions import UNDATED
from mrezha.plugin.addresses import address_of
from mrezha.plugin.lists import cut_list, part_address
from mrezha.plugin.plans import PagePlan
from mrezha.records.cells import read_date

Helpers = Mapping[str, Any]
FEED_ENTRIES = 100


def plan_needs(catalogue: Catalogue, page_size: int) -> Iterator[PagePlan]:
    """Yield the lists of needs by category, and the feed of the newest."""
    needs = [
        (seeker, need) for members in catalogue.by_need.values() for seeker, _, need in members
    ]
    for number, count, shown in cut_list(needs, page_size):
        part = {"kind": "needs", "key": "", "number": number, "count": count}

        def context(
            shown: Sequence[tuple[str, str]] = shown, part: Mapping[str, Any] = part
        ) -> Mapping[str, Any]:
            found = []
            for seeker, wanted in shown:
                one = catalogue.enterprises[seeker]
                found += [(one, need) for need in one.data["needs"] if need["id"] == wanted]
            return {"found": found, "part": part}

        stamp = digest_of((shown, part))
        yield PagePlan(part_address(part, number), "needs", context, stamp)
    newest = find_newest(catalogue)
    make = _make_feed(catalogue, newest)
    address = address_of("needs-feed")
    yield PagePlan(address, "feed", dict, digest_of(newest), listed=False, make=make)


def find_newest(catalogue: Catalogue) -> tuple[tuple[str, str, str], ...]:
    """Return day, seeker and id of the newest needs, newest first.

    A need without a day of its own is as old as the newest source of its record says; so the
    same records give the same feed on any day.
    """
    found = [
        (day or one.seen_on or UNDATED.isoformat(), one.id, need)
        for one in catalogue.outlines.values()
        for (_, _, need), day in zip(one.needs, one.needs_since, strict=True)
    ]
    found.sort(key=lambda one: (one[1], one[2]))
    found.sort(key=lambda one: one[0], reverse=True)
    return tuple(found[:FEED_ENTRIES])


def _make_feed(
    catalogue: Catalogue, newest: Sequence[tuple[str, str, str]]
) -> Callable[[Helpers], bytes]:
    def make(helpers: Helpers) -> bytes:
        t, absolute = helpers["t"], helpers["absolute"]
        return render_feed(
            Feed(
                key="needs",
                title=t("needs.title"),
                author=helpers["site"].site_name,
                lang=helpers["page"].lang,
                link=absolute("needs-feed") or "feed.xml",
                page=absolute("needs") or "./",
                entries=tuple(_entries(catalogue, newest, helpers)),
                empty_since=UNDATED,
                subtitle=t("needs.description"),
            )
        )

    return make


def _entries(
    catalogue: Catalogue, newest: Sequence[tuple[str, str, str]], helpers: Helpers
) -> Iterator[FeedEntry]:
    link = helpers["absolute"] if helpers["site"].site_url else helpers["url"]
    term = helpers["term"]
    for day, seeker, wanted in newest:
        one = catalogue.facts[seeker]
        for need in open_needs(catalogue, (n for n in one.data["needs"] if n["id"] == wanted)):
            lines = [helpers["plain"](need["text"])]
            if need["until"]:
                lines.append(
                    helpers["t"]("enterprise.need-until", day=helpers["day"](need["until"]))
                )
            yield FeedEntry(
                key=f"needs/{seeker}/{wanted}",
                title=f"{term('need-kinds', need['kind'])}: {helpers['plain_name'](one)}",
                link=link("enterprise", seeker),
                updated=read_date(day) or UNDATED,
                published=need["since"],
                summary="\n".join(lines),
                categories=(term("offer-categories", need["category"]),)
                if need["category"]
                else (),
            )
