"""Rebuild data/actors/states.csv: all states since 1816 with their codes, dates and names.

    python scripts/rebuild_states.py cow_states.csv gw_states.csv cow2iso.txt

Numbers and dates come from the Correlates of War list of states and Gleditsch and Ward's, the pairing of COW numbers
with ISO 3166 from a public conversion table, names in English, Russian and Japanese from Unicode CLDR through Babel.
A state's dates are those of its latest unbroken spell in Gleditsch and Ward's list, else in COW's.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import NamedTuple

from babel import Locale

OUT = Path(__file__).parent.parent / "src" / "detente" / "data" / "actors" / "states.csv"
LANGUAGES = ("en", "ru", "ja")


class Spell(NamedTuple):
    """One unbroken membership in a list of states."""

    number: int
    abbreviation: str
    name: str
    start: str
    end: str


class Entry(NamedTuple):
    """What we say ourselves of a state that the lists do not pair by themselves."""

    iso2: str
    cow: int | None
    gw: int | None
    kind: str = "state"
    start: str = ""
    end: str = ""
    name: str = ""


# Where the lists disagree on continuity, and where ISO 3166 has a code that they lack.
OWN: dict[str, Entry] = {
    "DEU": Entry("DE", 255, 260),
    "DDR": Entry("", 265, 265, name="East Germany"),
    "GFR": Entry("", 260, None, name="West Germany (COW, 1955-1990)"),
    "GMY": Entry("", None, 255, name="German Empire (Prussia)"),
    "YEM": Entry("YE", 679, 678, start="1990-05-22"),
    "YAR": Entry("", 678, None, name="North Yemen"),
    "YMD": Entry("", 680, 680, name="South Yemen"),
    "VNM": Entry("VN", 816, 816),
    "RVN": Entry("", 817, 817, name="South Vietnam"),
    "ANM": Entry("", None, 815, name="Annam"),
    "SRB": Entry("RS", 345, 340),
    "YUG": Entry("", 345, 345, name="Yugoslavia", end="2006-06-04"),
    "CSK": Entry("", 315, 315, name="Czechoslovakia"),
    "KRE": Entry("", 730, 730, name="Korea (to 1910)"),
    "XKX": Entry("XK", 347, 347),
    "TWN": Entry("TW", 713, 713),
    "ATG": Entry("AG", 58, 58),
    "MCO": Entry("MC", 221, 221),
    "LIE": Entry("LI", 223, 223),
    "ROU": Entry("RO", 360, 360),
    "HSG": Entry("", 275, 275, name="Hesse-Darmstadt"),
    "VAT": Entry("VA", None, None, start="1929-06-07"),
    "PSE": Entry("PS", None, None, "partly recognised", "1988-11-15"),
    "ESH": Entry("EH", None, None, "partly recognised", "1976-02-27"),
    "COK": Entry("CK", None, None, "territory", "1965-08-04"),
    "NIU": Entry("NU", None, None, "territory", "1974-10-19"),
    "HKG": Entry("HK", None, None, "territory", "1997-07-01"),
    "MAC": Entry("MO", None, None, "territory", "1999-12-20"),
    "GRL": Entry("GL", None, None, "territory", "1979-05-01"),
    "FRO": Entry("FO", None, None, "territory", "1948-04-01"),
    "PRI": Entry("PR", None, None, "territory", "1898-12-10"),
    "GUM": Entry("GU", None, None, "territory", "1898-12-10"),
    "NCL": Entry("NC", None, None, "territory", "1853-09-24"),
    "PYF": Entry("PF", None, None, "territory", "1880-06-29"),
    "BMU": Entry("BM", None, None, "territory", "1612-07-11"),
    "GIB": Entry("GI", None, None, "territory", "1713-07-13"),
}
PARTLY_RECOGNISED = {"TWN", "XKX"}
NAMES = {
    "HKG": "Hong Kong", "MAC": "Macao", "MMR": "Myanmar", "COD": "Democratic Republic of the Congo",
    "COG": "Republic of the Congo", "PSE": "Palestine", "TUR": "Turkey", "VAT": "Holy See", "CIV": "Ivory Coast",
}  # fmt: skip


def cow_spells(path: Path) -> list[Spell]:
    """Spells of the COW list; an open end is empty."""
    spells = []
    for row in csv.DictReader(path.open(encoding="utf-8")):
        y, m, d, last_year, last_month, last_day = (
            int(float(row[k])) for k in ("styear", "stmonth", "stday", "endyear", "endmonth", "endday")
        )
        end = "" if row["endyear"] == row["version"] else f"{last_year:04}-{last_month:02}-{last_day:02}"
        start = f"{y:04}-{m:02}-{d:02}"
        spells.append(Spell(int(float(row["ccode"])), row["stateabb"], row["statenme"], start, end))
    return spells


def gw_spells(path: Path) -> list[Spell]:
    """Spells of Gleditsch and Ward's list; an open end is empty."""
    spells = []
    for row in csv.DictReader(path.open(encoding="utf-8")):
        end = "" if row["enddate"].startswith("2017") else row["enddate"]
        number = int(float(row["gwcode"]))
        spells.append(Spell(number, row["stateabb"], row["statename"], row["startdate"], end))
    return spells


def latest(spells: list[Spell]) -> dict[int, Spell]:
    """The latest spell of each number."""
    return {spell.number: spell for spell in sorted(spells, key=lambda s: s.start)}


def pairs(path: Path) -> dict[int, tuple[str, str]]:
    """ISO codes (alpha-3, alpha-2) by COW number, where the conversion table has a present one."""
    table = {}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        if row["cow_id"] and row["iso3"] and not row["valid_until"]:
            table[int(row["cow_id"])] = (row["iso3"], row["iso2"])
    return table


def cldr_name(iso2: str, language: str) -> str:
    """CLDR's name of a territory, without its abbreviations in English."""
    name = str(Locale(language).territories.get(iso2, "")) if iso2 else ""
    return name.replace(" & ", " and ").replace("St. ", "Saint ").replace("’", "'") if language == "en" else name


def main(cow_file: str, gw_file: str, iso_file: str) -> None:
    """Write states.csv."""
    cow, gw, iso = latest(cow_spells(Path(cow_file))), latest(gw_spells(Path(gw_file))), pairs(Path(iso_file))
    entries = dict(OWN)
    used_cow = {e.cow for e in OWN.values()}
    used_gw = {e.gw for e in OWN.values()}
    for number in sorted(set(cow) | set(gw)):
        if number in used_cow | used_gw:
            continue
        code, iso2 = iso.get(number, ("", ""))
        spell = cow.get(number) or gw[number]
        code = code or spell.abbreviation
        entries[code] = Entry(iso2, number if number in cow else None, number if number in gw else None)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["iso3", "iso2", "cow", "gw", "start", "end", "kind", *LANGUAGES])
        for code, entry in sorted(entries.items()):
            spell = gw.get(entry.gw or -1) or cow.get(entry.cow or -1) or Spell(0, code, "", "", "")
            names = [cldr_name(entry.iso2, language) for language in LANGUAGES]
            names[0] = NAMES.get(code) or entry.name or names[0] or spell.name
            kind = "partly recognised" if code in PARTLY_RECOGNISED else entry.kind
            dates = [entry.start or spell.start, entry.end or spell.end]
            out.writerow([code, entry.iso2, entry.cow, entry.gw if entry.gw in gw else "", *dates, kind, *names])


if __name__ == "__main__":
    main(*sys.argv[1:4])
