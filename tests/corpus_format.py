"""How the made texts under ``tests/corpus`` are stored; the one place that reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

CORPUS = Path(__file__).resolve().parent / "corpus"
HALVES = ("develop", "heldout")
GENRES = ("news", "wire", "communique", "oped", "briefing", "ministry")
FORMATS = ("summit", "2+2", "ministers' meeting", "call", "visit", "forum", "talks", "exercise")
LENGTH = {"day": 10, "month": 7, "year": 4}

# ISO 3166 alpha-3 of the members of the United Nations, the Holy See, Palestine and Taiwan. Written out here so that
# the corpus does not rest on the tables that its texts are meant to test.
_MEMBERS = """
AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA
CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESP EST ETH
FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA
JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX
MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG
POL PRK PRT PRY PSE QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR
TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR URY USA UZB VAT VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE
"""
STATES = frozenset(_MEMBERS.split())


@dataclass(frozen=True, slots=True)
class Made:
    """One made text and what a careful reader takes from it; ``reports`` are the rows of its JSON file."""

    path: Path
    half: str
    genre: str
    head: dict[str, Any]
    text: str
    reports: tuple[dict[str, Any], ...]

    @property
    def published(self) -> date:
        """The day of publication."""
        day = self.head["published"]
        return day if isinstance(day, date) else date.fromisoformat(str(day))

    @property
    def words(self) -> int:
        """Number of words of the text, the title not counted."""
        return len(self.text.split())


def read(path: Path) -> Made:
    """The text at ``path`` (a ``.md`` file) with the JSON file beside it."""
    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    reports = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return Made(path, path.parent.name, path.name.split("-")[1], yaml.safe_load(head), text, tuple(reports))


def made(half: str | None = None) -> Iterator[Made]:
    """All made texts, or those of one half, by file name."""
    for name in HALVES if half is None else (half,):
        for path in sorted((CORPUS / name).glob("*.md")):
            yield read(path)


def bounds(when: str) -> tuple[date, date]:
    """First and last day of an ISO 8601 day, month or year."""
    if len(when) == LENGTH["day"]:
        day = date.fromisoformat(when)
        return day, day
    if len(when) == LENGTH["month"]:
        first = date.fromisoformat(f"{when}-01")
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first, date.fromordinal(after.toordinal() - 1)
    if len(when) == LENGTH["year"]:
        return date(int(when), 1, 1), date(int(when), 12, 31)
    raise ValueError(f"{when!r} is no ISO 8601 day, month or year")
