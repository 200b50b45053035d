"""Names behind a title or an office: "Mr Abe", "the Hon. Hannah Tetteh", "Tokyo's envoy there, Ken Sato"."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from detente.coding.persons import Persons
from detente.coding.spans import Mention
from detente.coding.words import wordset

_TITLES = wordset("mr mrs ms dr sir")
_HONOURS = wordset("hon honourable honorable rt")


class Titles(Persons):
    """Reading of names that a title or an apposition announces."""

    def with_title(self, i: int) -> tuple[Mention | None, int] | None:
        """The person whose title begins at unit ``i`` and the unit after; None where no title of a name begins.

        A name that nobody knows is one only behind an honorific: of the government whose page it is.
        """
        honour = self.word(i) not in _TITLES
        j = self.after_honours(i) if honour else i + 1 + (self.word(i + 1) == ".")
        if j == i or (honour and self.word(i - 1) == ",") or self.kind(j) not in {"word", "person", "place", "capital"}:
            return None
        start = self.units[i].start
        if self.kind(j) == "person":
            mention, after = self.person(j)
            return replace(mention, start=start), after
        full = self.name_at(j)
        if full is None:
            return None, j
        known = self.memory.known.get(full[0]) or self.by_surname(full[0].split()[-1], (), None)
        end = self.units[full[1] - 1].end
        if known is not None:
            return replace(known, start=start, end=end, actor=known.people[0]), full[1]
        unknown = Mention(start, end, "person", (), full[0], (full[0],), "GOV", "honoured", "officials")
        return unknown if honour else None, full[1]

    def after_honours(self, i: int) -> int:
        """The unit after "Hon.", "H.E. Mr" or "His Excellency" at unit ``i``; ``i`` itself where there is none."""
        if self.word(i) in _HONOURS:
            j = i + 1
        elif [self.word(i + n) for n in range(4)] == ["h", ".", "e", "."]:
            j = i + 4
        elif self.word(i) in {"his", "her"} and self.word(i + 1) == "excellency":
            j = i + 2
        else:
            return i
        while self.word(j) in _HONOURS | _TITLES | {"."}:
            j += 1
        return j

    def appositions(self, found: list[Mention]) -> list[Mention]:
        """A new name between commas belongs to the state just named: "Tokyo's envoy there, Ken Sato, said"."""
        added: list[Mention] = []
        ends = [m.end for m in found]
        for i in range(2, len(self.units)):
            if self.word(i - 1) != "," or self.kind(i) != "word":
                continue
            full = self.name_at(self.after_honours(i))
            if full is None or " " not in full[0] or self.word(full[1]) not in {",", ".", ""}:
                continue
            start, end = self.units[i].start, self.units[full[1] - 1].end
            if any(m.start < end and start < m.end for m in found):
                continue
            before = bisect_left(ends, start) - 1
            if before < 0 or len(found[before].states) != 1 or found[before].people:
                continue
            between = self.text[found[before].end : start]
            if re.search(r"[;:.]|\b(?:and|or|but|that|who|which|met|said)\b", between) or len(between) > 50:
                continue
            added.append(
                Mention(
                    start, end, "person", found[before].states, full[0], (full[0],), found[before].sector, None, None
                )
            )
        return sorted(found + added, key=lambda m: m.start)
