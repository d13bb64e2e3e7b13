"""Make questions from the words of the records by rule, as people would type them."""

import random
import re
from collections.abc import Iterator

from judged import Question

from mrezha.search import SearchDocument
from mrezha.search.spec import load_spec
from mrezha.search.text import is_cyrillic, split_words, stem, transliterate, undo_layout

NEIGHBOURS = ("чявертъуиопшщю", "асдфгхйкл", "зьцжбнм")
CHAT = {
    "ч": ("4", "ch"),
    "ш": ("6", "sh"),
    "щ": ("6t", "sht"),
    "я": ("q", "ia", "ya"),
    "ъ": ("a", "y", "u"),
    "ж": ("j", "zh"),
    "ц": ("c", "ts"),
    "х": ("h", "x"),
    "в": ("v", "w"),
    "ю": ("iu", "yu"),
    "й": ("i", "j", "y"),
    "у": ("u",),
    "ь": ("i",),
}
MIN_WORD = 5


def list_content(document: SearchDocument) -> list[str]:
    """Return the words that the offers of a record are made of."""
    spec = load_spec()
    words = [w for o in document.offers for w in split_words(o.text)]
    return [w for w in words if w not in spec.stop and len(w) >= MIN_WORD and is_cyrillic(w)]


def bend(word: str) -> list[str]:
    """Return other forms of a word by the commonest endings of Bulgarian."""
    if word.endswith("ия") or word.endswith("ие"):
        return [word + ("та" if word.endswith("ия") else "то")]
    if word.endswith("ки") or word.endswith("ци") or word.endswith("зи"):
        return [word + "те"]
    if word.endswith("ни"):
        return [word + "те", word[:-1] + "а", word[:-1] + "ия"]
    if word.endswith("и"):
        return [word + "те"]
    if word.endswith("а") or word.endswith("я"):
        return [word + "та", word[:-1] + "и", word[:-1] + "ите"]
    if word.endswith("о"):
        return [word + "то"]
    if word.endswith("не"):
        return [word + "то"]
    if word.endswith("ове"):
        return [word + "те", word[:-3]]
    if word[-1] in "бвгджзклмнпрстфхцчш":
        return [word + "ът", word + "а"]
    return []


def slip(word: str, chance: random.Random) -> str:
    """Return the word with one slip of the hand."""
    at = chance.randrange(1, len(word) - 1)
    way = chance.randrange(5)
    if way == 0:
        return word[:at] + word[at + 1 :]
    if way == 1 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if way == 2:
        return word[:at] + word[at] + word[at:]
    row = next((r for r in NEIGHBOURS if word[at] in r), "аеоиу")
    place = row.find(word[at])
    near = row[max(0, place - 1) : place] + row[place + 1 : place + 2] or "а"
    letter = chance.choice(near)
    return word[:at] + letter + word[at + (1 if way == 3 else 0) :]


def chat(word: str, chance: random.Random) -> str:
    """Return the word in one of the ways of chat Latin."""
    return "".join(
        chance.choice(CHAT[c]) if c in CHAT else transliterate(c) if c != "ъ" else "a" for c in word
    )


def grade_by_word(documents: list[SearchDocument], word: str) -> dict[str, int]:
    """Grade the records whose offers or name hold the word: 2 the very word or its stem."""
    grades: dict[str, int] = {}
    for document in documents:
        offered = {stem(w) for w in list_content(document)}
        named = {stem(w) for w in split_words(document.name)}
        if stem(word) in offered | named:
            grades[document.id] = 2
    return grades


def grade_by_prefix(documents: list[SearchDocument], beginning: str) -> dict[str, int]:
    """Grade the records in which a word begins so."""
    return {
        d.id: 2
        for d in documents
        if any(w.startswith(beginning) for w in (*list_content(d), *split_words(d.name)))
    }


def make_questions(documents: list[SearchDocument], seed: int) -> Iterator[Question]:
    """Yield questions of every kind that a rule can make."""
    chance = random.Random(seed)  # noqa: S311 - a fixed seed, nothing secret
    for document in documents:
        words = list(dict.fromkeys(list_content(document)))
        chance.shuffle(words)
        for word in words[:4]:
            yield from ask_by_word(documents, word, chance)
        yield from ask_by_name(document, chance)
        yield from ask_by_eik(document, chance)
    yield from ask_by_town(documents, chance)


def ask_by_word(
    documents: list[SearchDocument], word: str, chance: random.Random
) -> Iterator[Question]:
    """Yield the forms of one word."""
    grades = grade_by_word(documents, word)
    yield Question("exact", word, grades)
    bent = bend(word)
    if bent:
        yield Question("inflected", chance.choice(bent), grades)
    cut = word[: max(4, len(word) - chance.randrange(2, 5))]
    if cut != word:
        yield Question("prefix", cut, grade_by_prefix(documents, cut))
    yield Question("translit", transliterate(word), grades)
    yield Question("shlyokavitsa", chat(word, chance), grades)
    layout = chance.choice(("bds", "phonetic", "bas"))
    yield Question("wrong_layout", undo_layout(word, layout, "us"), grades)
    if len(word) > MIN_WORD:
        yield Question("typo", slip(word, chance), grades)


def ask_by_name(document: SearchDocument, chance: random.Random) -> Iterator[Question]:
    """Yield ways to type the name of a record."""
    bare = re.sub(r"[„“\"»«]", "", document.name)
    bare = re.sub(r"^(Фондация|Сдружение) ", "", bare)
    grades = {document.id: 2}
    yield Question("name", bare.lower(), grades)
    yield Question("name", f'"{bare}" {document.legal_form}', grades)
    words = split_words(bare)
    yield Question("name", " ".join(transliterate(w) for w in words), grades)
    if all(is_cyrillic(w) for w in words):
        yield Question("name", " ".join(chat(w, chance) for w in words), grades)
        yield Question(
            "name", undo_layout(bare.lower(), chance.choice(("bds", "phonetic")), "us"), grades
        )


def ask_by_eik(document: SearchDocument, chance: random.Random) -> Iterator[Question]:
    """Yield ways to type a company number."""
    eik = document.eik
    grades = {document.id: 2}
    yield Question("eik", eik, grades)
    way = chance.randrange(4)
    typed = (f"ЕИК {eik}", f"BG{eik}", f"{eik[:3]} {eik[3:6]} {eik[6:]}", eik[:7])[way]
    yield Question("eik", typed, grades)


def ask_by_town(documents: list[SearchDocument], chance: random.Random) -> Iterator[Question]:
    """Yield ways to ask for a settlement, a district and a quarter."""
    towns: dict[str, dict[str, int]] = {}
    districts: dict[str, dict[str, int]] = {}
    for document in documents:
        for place in document.places:
            if place.level == "settlement":
                towns.setdefault(place.bg, {})[document.id] = 2
            if place.level == "district":
                districts.setdefault(place.bg, {})[document.id] = 2
        quarter = re.match(r"(кв\.|с\.|ж\.к\.|район) (.+)", document.address)
        if quarter:
            yield Question("town", document.address, {document.id: 2})
            yield Question("town", quarter.group(2).lower(), {document.id: 2})
    for town, grades in sorted(towns.items()):
        yield Question("town", town, grades)
        yield Question("town", f"гр. {town}", grades)
        latin = " ".join(transliterate(w) for w in split_words(town))
        yield Question("town", latin.title(), grades)
        yield Question("town", chat(town.lower(), chance), grades)
        yield Question("town", "гр." + town.lower(), grades)
    for district, grades in sorted(districts.items()):
        bare = district.replace(" (столица)", "")
        yield Question(
            "town",
            f"област {bare}",
            grades if bare == district else {**grades, **towns.get(bare, {})},
        )
