"""Read an address: what it says about municipality, district, postcode and settlement.

One pass from left to right. Labelled names are taken out wherever they stand; what is
left falls into stretches between commas, labels and street words. A stretch that starts
with a street or quarter word is never looked into („ул. София“).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mrezha.places import words
from mrezha.places.labels import (
    is_cut,
    longest_name,
    match_kind,
    match_phrase,
    may_label,
    may_label_village,
    skip_links,
    starts_label,
    starts_settlement,
    words_at,
)
from mrezha.places.names import Codes, FoundName, Names
from mrezha.places.reading import Claim, Mention, Reading
from mrezha.places.stretches import (
    LONGEST_NAME,
    Stretch,
    is_postcode,
    read_stretch,
)
from mrezha.places.tokens import Token, split_tokens


def read_address(address: str, names: Names) -> Reading:
    """Read an address into what it says; nothing is decided yet."""
    return _Reader(split_tokens(address), names).read()


@dataclass(slots=True)
class _Reader:
    tokens: Sequence[Token]
    names: Names
    position: int = 0
    depth: int = 0
    stretch: Stretch = field(default_factory=Stretch)
    stretches: list[Stretch] = field(default_factory=list)
    municipalities: list[Claim] = field(default_factory=list)
    districts: list[Claim] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    marked: list[Mention] = field(default_factory=list)
    unfound: list[str] = field(default_factory=list)
    postcodes: list[str] = field(default_factory=list)

    def read(self) -> Reading:
        while self.position < len(self.tokens):
            self._read_next()
        self._close()
        readings = [read_stretch(stretch, self.names) for stretch in self.stretches]
        return Reading(
            municipalities=tuple(self.municipalities),
            districts=tuple(self.districts),
            unread=tuple(self.unread),
            marked=tuple(self.marked),
            unfound=tuple(self.unfound),
            parts=tuple(part for reading in readings for part in reading.parts),
            postcodes=(
                *self.postcodes,
                *(code for mention in self.marked for code in mention.postcodes),
                *(code for reading in readings for code in reading.postcodes),
            ),
            loose_postcodes=tuple(code for reading in readings for code in reading.loose),
        )

    def _read_next(self) -> None:
        token = self.tokens[self.position]
        if token.kind in ("separator", "open", "close", "colon"):
            self.depth = max(0, self.depth + {"open": 1, "close": -1}.get(token.kind, 0))
            self._close(skip=1)
        elif not token.is_word or self.stretch.swallows_next:
            self._keep(1)
        else:
            steps = (
                self._read_postcode,
                self._read_country,
                self._read_admin,
                self._read_settlement,
                self._read_street,
            )
            if not any(step(token) for step in steps):
                self._keep(1)

    # Gathering stretches

    def _keep(self, count: int, *, swallows_next: bool = False) -> None:
        self.stretch.tokens.extend(self.tokens[self.position : self.position + count])
        self.stretch.swallows_next = swallows_next
        self.position += count

    def _close(self, skip: int = 0, *, opens_closed: bool = False) -> None:
        if self.stretch.tokens:
            self.stretches.append(self.stretch)
        self.stretch = Stretch(is_closed=opens_closed, is_aside=self.depth > 0)
        self.position += skip

    def _peek(self, index: int) -> Token | None:
        return self.tokens[index] if index < len(self.tokens) else None

    # Labels, each method moving on and answering True when it read something

    def _read_postcode(self, token: Token) -> bool:
        length = match_phrase(self.tokens, self.position, words.POSTCODE_LABELS)
        if not length:
            return False
        index = skip_links(self.tokens, self.position + length)
        while (sign := self._peek(index)) and (
            sign.kind == "number-sign" or sign.text in words.NUMBER_WORDS
        ):
            index += 1
        number = self._peek(index)
        if number is None or number.kind != "number":
            return False
        if is_postcode((number,), 0):  # otherwise a post box, which says nothing
            self.postcodes.append(number.text)
        self._close(skip=index + 1 - self.position)
        return True

    def _read_country(self, token: Token) -> bool:
        length = match_phrase(self.tokens, self.position, words.COUNTRY_NAMES)
        if not length or self.stretch.is_closed:
            return False
        self._close(skip=length)
        return True

    def _read_admin(self, token: Token) -> bool:
        level = words.ADMIN_LABELS.get(token.text)
        if level is None:
            return False
        is_english = token.text in words.ENGLISH_LABELS
        last = self.stretch.tokens[-1].text if self.stretch.tokens else ""
        if is_english or last in words.ADJECTIVES[level]:
            return self._take_before(level) or self._take_after(level) or self._leave(token)
        return self._take_after(level) or self._take_before(level) or self._leave(token)

    def _take_after(self, level: words.Level) -> bool:
        start = skip_links(self.tokens, self.position + 1)
        found = longest_name(self.tokens, start, lambda name: self._admin_codes(level, name))
        if found is None or starts_settlement(self.tokens, start):
            return False
        codes, count = found
        name = words_at(self.tokens, start, count)
        after = self._peek(start + count)
        if name[-1] in ("град", "grad") and after and after.is_word:
            # „обл. София град Банкя“: the word belongs to what follows
            shorter = self._admin_codes(level, " ".join(name[:-1]))
            codes, count, name = (
                (shorter, count - 1, name[:-1]) if shorter else (codes, count, name)
            )
        elif is_cut(self.tokens, name, start + count, self.names):
            return False
        self._claim(level, " ".join(name), codes)
        self._close(skip=start + count - self.position)
        return True

    def _take_before(self, level: words.Level) -> bool:
        """Take „Столична община“, „Русенска област“, "Karlovo municipality"."""
        label = self.tokens[self.position].text
        before = self.stretch.tokens
        for count in range(min(LONGEST_NAME, len(before)), 0, -1):
            tail = before[-count:]
            if not all(token.is_word for token in tail):
                continue
            name = " ".join(token.text for token in tail)
            codes = self._admin_codes(level, f"{name} {label}") or self._admin_codes(level, name)
            if codes and (not self.stretch.is_closed or tail[0].text in words.ADJECTIVES[level]):
                del before[-count:]
                self._claim(level, name, codes)
                self._close(skip=1)
                return True
        return False

    def _leave(self, token: Token) -> bool:
        """Deal with a label whose name nobody knows, or which has none."""
        start = skip_links(self.tokens, self.position + 1)
        after = (
            () if starts_label(self.tokens, start) else words_at(self.tokens, start, LONGEST_NAME)
        )
        before = (
            [] if self.stretch.is_closed else [t.text for t in self.stretch.tokens if t.is_word]
        )
        if token.text in words.CITY_PART_LABELS:
            self.stretch.is_closed = True
            self._keep(1)
        elif after and not (token.text in words.ENGLISH_LABELS and before):
            self.unread.append(" ".join(after))
            self._close(skip=start - self.position, opens_closed=True)
        elif before and token.text in words.ENGLISH_LABELS:
            self.unread.append(" ".join(before[-LONGEST_NAME:]))
            self.stretch.is_closed = True
            self._keep(1)
        else:
            self._close(skip=1)
        return True

    def _admin_codes(self, level: words.Level, name: str) -> Codes:
        table = self.names.municipalities if level == "municipality" else self.names.districts
        return table.find(name)

    def _claim(self, level: words.Level, name: str, codes: Codes) -> None:
        if level == "municipality":
            self.municipalities.append(Claim(name, municipalities=codes))
        else:
            self.districts.append(Claim(name, districts=codes))

    def _read_settlement(self, token: Token) -> bool:
        label = match_kind(self.tokens, self.position)
        if label is None:
            return False
        is_firm = may_label(token, self.stretch, self.names)
        if not is_firm and not may_label_village(token, self.stretch):
            return False
        for kind, start in label.readings:
            found = longest_name(self.tokens, start, self.names.find_settlement)
            if found is not None and (is_firm or self._is_whole_village(*found, start)):
                self._mention(kind, start, *found)
                return True
        return is_firm and self._note_unfound(token, label.readings[-1][1])

    def _is_whole_village(self, found: FoundName, count: int, start: int) -> bool:
        """Say whether a village's name ends here; a person's goes on („Георги С. Раковски 5“)."""
        after = self._peek(start + count)
        ends = after is None or after.kind in ("separator", "open", "close")
        ends = ends or starts_label(self.tokens, start + count)
        return ends and not self.names.villages.isdisjoint(found.codes)

    def _mention(self, kind: str | None, start: int, found: FoundName, count: int) -> None:
        postcodes = []
        before = self.stretch.tokens
        if before and is_postcode(before, len(before) - 1) and self._is_free(before):
            postcodes.append(before.pop().text)
        end = start + count
        cut = is_cut(self.tokens, words_at(self.tokens, start, count), end, self.names)
        if end < len(self.tokens) and is_postcode(self.tokens[end : end + 2], 0):
            postcodes.append(self.tokens[end].text)
            end += 1
        self._close(skip=end - self.position)
        self.marked.append(
            Mention(
                found.text,
                found.codes,
                found.spelling,
                kind,
                marked=True,
                is_cut=cut,
                postcodes=tuple(postcodes),
            )
        )

    def _is_free(self, before: Sequence[Token]) -> bool:
        """Say whether a four-digit number before a settlement is not a house number."""
        return len(before) == 1 or not self.stretch.is_closed or before[-2].kind == "number"

    def _note_unfound(self, token: Token, start: int) -> bool:
        name = words_at(self.tokens, start, LONGEST_NAME - 1)
        is_binding = token.text in words.BINDING_KIND_WORDS and (
            token.dotted or token.text not in words.SHY_KIND_WORDS
        )
        if not is_binding or not name or self.stretch.is_closed or starts_label(self.tokens, start):
            return False
        if match_phrase(self.tokens, self.position, words.AREA_PHRASES):  # „с.о.“
            return False
        after = self._peek(start + len(name))
        is_street = (
            bool(self.marked) and after is not None and after.kind in ("number", "number-sign")
        )
        if not is_street:  # „гр. Варна, С. Доброплодни 5“ is a street without its word
            self.unfound.append(" ".join(name))
        self._close(skip=start - self.position, opens_closed=True)
        return True

    def _read_street(self, token: Token) -> bool:
        area = match_phrase(self.tokens, self.position, words.AREA_PHRASES)
        if token.text in words.STREET_WORDS:
            after = self._peek(self.position + 1)
            is_last = after is None or not after.is_word
            if is_last and self.stretch.tokens:  # „Витоша бул. 1“
                self.stretch.is_closed = True
            elif not is_last or not self.stretch.tokens:
                self._close(opens_closed=True)
            self._keep(1, swallows_next=True)
        elif token.text in words.BUILDING_WORDS:
            self.stretch.is_closed = True
            self._keep(1, swallows_next=True)
        elif area or token.text in words.AREA_WORDS or self._is_locality(token):
            self._close(opens_closed=True)
            self._keep(area or 1, swallows_next=True)
        else:
            return False
        return True

    def _is_locality(self, token: Token) -> bool:
        if token.text not in words.DOTTED_AREA_WORDS or not token.dotted:
            return False
        return longest_name(self.tokens, self.position, self.names.find_settlement) is None
