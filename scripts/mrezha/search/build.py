"""Build the search files of a site from its documents, opening no file."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from mrezha.search.analyse import BIT, Analysis, analyse_document
from mrezha.search.confusable import find_alike
from mrezha.search.documents import SearchDocument, SearchSettings
from mrezha.search.encode import Posting, encode_forms, encode_gaps, encode_number, encode_postings
from mrezha.search.lexicon import ENGLISH, Target, prune_aliases
from mrezha.search.memory import Memory
from mrezha.search.spec import load_spec
from mrezha.search.text import fold, is_cyrillic, root, split_words, stem, transliterate

FORMAT = 1
PLACE_BITS = (
    BIT["settlement"] | BIT["municipality"] | BIT["district"] | BIT["region"] | BIT["quarter"]
)
SNIPPET_LENGTH = 140
PYTHON_ONLY = frozenset(("letterNames", "version"))
EIKS_PER_BLOCK = 1_500


@dataclass(slots=True)
class Writer:
    """Collect files under names that carry the hash of their content."""

    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, stem_name: str, ending: str, text: str) -> str:
        """Store a file and return its name."""
        content = text.encode("utf-8")
        digest = hashlib.sha256(content).hexdigest()[:8]
        name = f"{stem_name}-{digest}.{ending}"
        self.files[name] = content
        return name


def dump_json(value: object) -> str:
    """Write compact JSON in a fixed order of keys as given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def order_documents(documents: Iterable[SearchDocument]) -> list[SearchDocument]:
    """Put neighbours beside each other, so that a place is a run of numbers."""

    def key(document: SearchDocument) -> tuple[str, ...]:
        by_level = {p.level: p.bg for p in document.places}
        levels = ("region", "district", "municipality", "settlement")
        return (*(by_level.get(level, "") for level in levels), document.id)

    return sorted(documents, key=key)


def build_index(
    documents: Iterable[SearchDocument],
    settings: SearchSettings | None = None,
    memory: Memory | None = None,
) -> dict[str, bytes]:
    """Return every search file: relative path -> content. The same input gives the same bytes.

    The entry is `manifest.json`; all other names carry the hash of their content.
    """
    settings = settings or SearchSettings()
    memory = memory or Memory(settings.settlements)
    ordered = order_documents(documents)
    writer = Writer()
    entries, postings_files, postings_counts = build_entries(ordered, settings, writer, memory)
    entries, common = take_common(entries, postings_counts, settings, writer)
    manifest: dict[str, object] = {
        "format": FORMAT,
        "count": len(ordered),
        "spec": writer.add("spec", "json", dump_json(trim_spec())),
        "common": common,
        "vocabulary": write_blocks(entries, settings, writer),
        "postings": postings_files,
        "chunk": settings.chunk_documents,
        "cards": write_cards(ordered, settings, writer),
        "eiks": write_eiks(ordered, writer),
        "facets": write_facets(ordered, writer),
    }
    writer.files["manifest.json"] = dump_json(manifest).encode("utf-8")
    return dict(sorted(writer.files.items()))


@lru_cache(maxsize=1)
def trim_spec() -> dict[str, object]:
    """Return the specification as the browser needs it."""
    spec = {name: value for name, value in load_spec().raw.items() if name not in PYTHON_ONLY}
    places = {name: value for name, value in spec["places"].items() if name != "inside"}
    return spec | {"places": places}


def build_entries(
    documents: list[SearchDocument], settings: SearchSettings, writer: Writer, memory: Memory
) -> tuple[list[tuple[str, str]], list[str], dict[str, int]]:
    """Return vocabulary entries (key, line), files of long postings, records by term."""
    postings: dict[str, list[Posting]] = {}
    forms: dict[str, set[str]] = {}
    for number, document in enumerate(documents):
        analysis: Analysis = analyse_document(document, settings)
        for term, (mask, impact) in analysis.terms.items():
            postings.setdefault(term, []).append((number, mask, impact))
            forms.setdefault(term, set()).update(analysis.forms[term])
    present = {fold(p.bg) for d in documents for p in d.places}
    entries = list_alias_entries(postings, forms, settings, present, memory)
    packer = PostingsPacker(settings, writer)
    for term in sorted(postings):
        text = packer.pack(postings[term])
        entries.append((term, f"{term}\t{encode_forms(term, forms[term])}\t{text}"))
    return sorted(entries), packer.finish(), {t: len(p) for t, p in postings.items()}


def list_alias_entries(
    postings: Mapping[str, list[Posting]],
    forms: Mapping[str, set[str]],
    settings: SearchSettings,
    present: set[str],
    memory: Memory,
) -> list[tuple[str, str]]:
    """Return entries for aliases (=), known words (!) and towns without records (^)."""
    words = memory.words()
    aliases = prune_aliases(words, postings)
    entries = [(key, f"={key}\t{write_targets(targets)}") for key, targets in aliases.items()]
    surfaces = {form for group in forms.values() for form in group} | postings.keys()
    surfaces |= {key for key in aliases if " " not in key and not is_cyrillic(key)}
    confused = {word for near in memory.near(surfaces).values() for word in near}
    rooted = {root(s) for s in postings} | {k for k in aliases if " " not in k and is_cyrillic(k)}
    confused |= find_alike(words.rooted, rooted)
    confused -= postings.keys() | aliases.keys()
    entries += [(word, f"!{word}") for word in sorted(confused)]
    entries += list_empty_towns(postings, settings, present)
    return entries


def list_empty_towns(
    postings: Mapping[str, list[Posting]], settings: SearchSettings, present: set[str]
) -> list[tuple[str, str]]:
    """Return entries (^) for towns without records whose words stand elsewhere.

    „Нова Загора“ must not be answered by „Нова роля“ in Стара Загора.
    """
    entries: list[tuple[str, str]] = []
    for name in sorted({fold(n) for n in settings.towns} - present):
        words = split_words(name)
        found = [postings.get(stem(w), []) for w in words]
        if not any(found):
            continue
        if len(words) == 1 and any(mask & PLACE_BITS for _, mask, _ in found[0]):
            continue
        for written in (" ".join(words), " ".join(transliterate(w) for w in words)):
            entries.append((written, f"^{written}"))
    return entries


def write_targets(targets: Iterable[Target]) -> str:
    """Write alias targets: roots joined by +, the weight after a colon unless it is usual."""
    return ";".join(
        "+".join(t.roots) + ("" if t.weight == ENGLISH else f":{t.weight}") for t in targets
    )


class PostingsPacker:
    """Put short postings into the entry and long ones into files by the dozen."""

    def __init__(self, settings: SearchSettings, writer: Writer) -> None:
        self.settings, self.writer = settings, writer
        self.names: list[str] = []
        self.parts: list[str] = []
        self.size = 0

    def pack(self, postings: list[Posting]) -> str:
        """Return the text that stands for the postings in their entry."""
        longest = self.settings.longest_postings
        count = encode_number(len(postings))
        if len(postings) <= longest:
            text = encode_postings(postings)
            if len(text) <= self.settings.inline_postings:
                return f"{count}.{text}"
            return f"{count}@{self._store(text)}"
        strongest = sorted(postings, key=lambda p: (-p[2], p[0]))[:longest]
        chunks: dict[int, list[Posting]] = {}
        for posting in postings:
            chunks.setdefault(posting[0] // self.settings.chunk_documents, []).append(posting)
        parts = [self._store(encode_postings(strongest))]
        for number in range(max(chunks) + 1):
            chunk = chunks.get(number)
            parts.append(self._store(encode_postings(chunk)) if chunk else "")
        return f"{count}@{';'.join(parts)}"

    def _store(self, text: str) -> str:
        """Put a text into the open file, or a new one when it is full; say where it is."""
        if self.size and self.size + len(text) > self.settings.postings_block:
            self._flush()
        at = self.size
        self.parts.append(text)
        self.size += len(text)
        return f"{len(self.names)},{at},{len(text)}"

    def _flush(self) -> None:
        self.names.append(self.writer.add("p", "txt", "".join(self.parts)))
        self.parts, self.size = [], 0

    def finish(self) -> list[str]:
        """Write what is left and return the names of all files."""
        if self.parts:
            self._flush()
        return self.names


def is_small(entries: list[tuple[str, str]], settings: SearchSettings) -> bool:
    """Tell whether the vocabulary is small enough to be loaded whole."""
    return sum(len(line) for _, line in entries) <= settings.small_vocabulary


def take_common(
    entries: list[tuple[str, str]],
    counts: Mapping[str, int],
    settings: SearchSettings,
    writer: Writer,
) -> tuple[list[tuple[str, str]], str]:
    """Put the most frequent terms of a large vocabulary into one file, loaded first.

    Returns the other entries and the name of the file, empty for a small vocabulary.
    """
    if is_small(entries, settings):
        return entries, ""
    terms = [(key, line) for key, line in entries if line[0] not in "=!^"]
    terms.sort(key=lambda e: (-counts[e[0]], e[0]))
    chosen: set[str] = set()
    size = 0
    for _, line in terms:
        size += len(line) + 1
        if size > settings.common_block:
            break
        chosen.add(line)
    common = [line for _, line in entries if line in chosen]
    rest = [entry for entry in entries if entry[1] not in chosen]
    return rest, writer.add("v", "txt", "\n".join(common))


def write_blocks(
    entries: list[tuple[str, str]], settings: SearchSettings, writer: Writer
) -> list[list[str]]:
    """Cut the vocabulary into blocks; return [first key, file] of each."""
    small = is_small(entries, settings)
    blocks: list[list[str]] = []
    lines: list[str] = []
    size, first = 0, ""
    for key, line in entries:
        if small:
            is_full = bool(lines) and is_cyrillic(key[:1]) and not is_cyrillic(first[:1])
        else:
            is_full = size > settings.vocabulary_block
        if is_full:
            blocks.append([first, writer.add("v", "txt", "\n".join(lines))])
            lines, size = [], 0
        if not lines:
            first = key
        lines.append(line)
        size += len(line)
    if lines:
        blocks.append([first, writer.add("v", "txt", "\n".join(lines))])
    return blocks


def write_cards(
    documents: list[SearchDocument], settings: SearchSettings, writer: Writer
) -> dict[str, object]:
    """Write what a result shows: id, address, name, place, snippet, coordinates."""
    size = settings.cards_per_block
    if len(documents) <= settings.small_limit:
        size = max(1, len(documents))
    names: list[str] = []
    for start in range(0, len(documents), size):
        cards = [make_card(d) for d in documents[start : start + size]]
        names.append(writer.add("c", "json", dump_json(cards)))
    return {"size": size, "files": names}


def make_card(document: SearchDocument) -> list[object]:
    """Return one card as a row."""
    places = {p.level: p for p in document.places}
    place = places.get("settlement")
    where = f"{place.kind} {place.bg}".strip() if place else ""
    offers = "; ".join(offer.text for offer in document.offers) or document.text_bg
    snippet = offers if len(offers) <= SNIPPET_LENGTH else cut_text(offers, SNIPPET_LENGTH)
    row: list[object] = [document.id, document.url, document.name, where, snippet]
    if document.lon is not None and document.lat is not None:
        row += [round(document.lon, 4), round(document.lat, 4)]
    return row


def cut_text(text: str, length: int) -> str:
    """Cut at a word and say so by an ellipsis."""
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"


def write_eiks(documents: list[SearchDocument], writer: Writer) -> list[list[str]]:
    """Write company numbers in order with their documents; return [first, file] of each."""
    pairs = sorted((d.eik, number) for number, d in enumerate(documents) if d.eik)
    blocks: list[list[str]] = []
    for start in range(0, len(pairs), EIKS_PER_BLOCK):
        part = pairs[start : start + EIKS_PER_BLOCK]
        text = "\n".join(f"{eik} {number}" for eik, number in part)
        blocks.append([part[0][0], writer.add("e", "txt", text)])
    return blocks


def write_facets(documents: list[SearchDocument], writer: Writer) -> dict[str, str]:
    """Write one file a facet: value -> documents; return facet -> file."""
    values: dict[str, dict[str, list[int]]] = {}
    for number, document in enumerate(documents):
        for facet, chosen in document.facets.items():
            for value in chosen:
                values.setdefault(facet, {}).setdefault(value, []).append(number)
    return {
        facet: writer.add(
            "f",
            "json",
            dump_json({v: encode_gaps(sorted(set(n))) for v, n in sorted(values[facet].items())}),
        )
        for facet in sorted(values)
    }
