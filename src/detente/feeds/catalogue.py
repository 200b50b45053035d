"""What the publishers of event data offer for download, by their own lists: names, sizes, checksums and days.

Lists are read from the publishers' addresses or from a mirror of the same layout. Nothing here reaches the network but
`detente.feeds.download`, which is asked for a list or a file.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from detente.errors import Error
from detente.feeds import ucdp
from detente.feeds.download import Fetch

BASES = {
    "gdelt1": "http://data.gdeltproject.org",
    "gdelt2": "http://data.gdeltproject.org",
    "icews": "https://dataverse.harvard.edu",
    "polecat": "https://dataverse.harvard.edu",
    "ucdp": "https://ucdpapi.pcr.uu.se",
}
"""Where each feed is published; its licence and how to cite it stand with the feed."""
DATASETS = {"icews": "doi:10.7910/DVN/28075", "polecat": "doi:10.7910/DVN/AJGVIT"}
UCDP_VERSION = "24.1"


@dataclass(frozen=True, slots=True)
class Remote:
    """A file to be had: its name, address, the days it tells of, and size and MD5 where the list gives them."""

    name: str
    url: str
    since: date
    until: date
    size: int | None = None
    md5: str | None = None


def offered(source: str, since: date, until: date, base: str | None, fetch: Fetch) -> list[Remote]:
    """The files of a feed that tell of the days from ``since`` to ``until``, in order of time.

    ``base`` is the address of a mirror; the publisher's own where it is None. Raises `Error` for an unknown source and
    where the list cannot be read.
    """
    if source not in _LISTS:
        raise Error(f"{source!r} cannot be pulled; there are {', '.join(_LISTS)}. Load files with: detente load")
    root = (base or BASES[source]).rstrip("/")
    found = [f for f in _LISTS[source](root, since, until, fetch) if f.since <= until and f.until >= since]
    return sorted(found, key=lambda f: (f.since, f.name))


def _gdelt1(root: str, since: date, until: date, fetch: Fetch) -> Iterator[Remote]:
    address = f"{root}/events/md5sums"
    for line in _lines(fetch, address):
        match = re.fullmatch(r"([0-9a-f]{32})\s+\*?((\d{4,8})(?:\.export\.CSV)?\.zip)", line.strip())
        span = _span(match[3]) if match else None
        if match and span:
            yield Remote(match[2], f"{root}/events/{match[2]}", *span, md5=match[1])


def _gdelt2(root: str, since: date, until: date, fetch: Fetch) -> Iterator[Remote]:
    address = f"{root}/gdeltv2/masterfilelist.txt"
    for line in _lines(fetch, address):
        match = re.fullmatch(r"(\d+)\s+([0-9a-f]{32})\s+(\S+/((\d{8})\d{6}\.export\.CSV\.zip))", line.strip())
        span = _span(match[5]) if match else None
        if match and span:
            yield Remote(match[4], f"{root}{urlsplit(match[3]).path}", *span, size=int(match[1]), md5=match[2])


def _dataverse(source: str) -> Callable[[str, date, date, Fetch], Iterator[Remote]]:
    def listed(root: str, since: date, until: date, fetch: Fetch) -> Iterator[Remote]:
        address = f"{root}/api/datasets/:persistentId/?persistentId={DATASETS[source]}"
        try:
            files = json.loads(fetch.text(address))["data"]["latestVersion"]["files"]
            rows = [row["dataFile"] for row in files]
        except (ValueError, KeyError, TypeError) as error:
            raise Error(f"{address}: is no Dataverse list of files ({error!r}); is the address right?") from error
        for row in rows:
            name = str(row.get("filename", ""))
            years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.sub(r"\d{8,}", "", name))]
            if (
                not years
                or not re.search(r"event", name, re.IGNORECASE)
                or re.search(r"readme|codebook", name, re.IGNORECASE)
            ):
                continue
            md5 = row.get("md5") or (row.get("checksum") or {}).get("value")
            url = f"{root}/api/access/datafile/{row['id']}?format=original"
            size = row.get("originalFileSize") or row.get("filesize")
            changed = "originalFileSize" in row  # the checksum is that of the publisher's own form of the table
            yield Remote(
                name, url, date(years[0], 1, 1), date(years[0], 12, 31), None if changed else size,
                None if changed else md5,
            )  # fmt: skip

    return listed


def _ucdp(root: str, since: date, until: date, fetch: Fetch) -> Iterator[Remote]:
    for year in range(since.year, until.year + 1):
        first, last = max(since, date(year, 1, 1)), min(until, date(year, 12, 31))
        query = f"pagesize=1000&StartDate={first}&EndDate={last}"
        name = f"ged-{UCDP_VERSION}-{first}-{last}.csv"
        yield Remote(name, f"{root}/api/gedevents/{UCDP_VERSION}?{query}", first, last)


_LISTS: dict[str, Callable[[str, date, date, Fetch], Iterator[Remote]]] = {
    "gdelt1": _gdelt1, "gdelt2": _gdelt2, "icews": _dataverse("icews"), "polecat": _dataverse("polecat"), "ucdp": _ucdp,
}  # fmt: skip


def _lines(fetch: Fetch, address: str) -> list[str]:
    text = fetch.text(address)
    if text.lstrip()[:1] == "<":
        raise Error(f"{address}: is a web page, not a list of files; the publisher moved it, or refuses")
    return text.splitlines()


def _span(digits: str) -> tuple[date, date] | None:
    """The days of a file named by year, month or day."""
    try:
        if len(digits) == 4:
            return date(int(digits), 1, 1), date(int(digits), 12, 31)
        year, month = int(digits[:4]), int(digits[4:6])
        if len(digits) == 6:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), following - timedelta(days=1)
        return date(year, month, int(digits[6:8])), date(year, month, int(digits[6:8]))
    except ValueError:
        return None


def pages(fetch: Fetch, remote: Remote, target: Path) -> None:
    """Write the pages of UCDP's interface as one CSV file."""
    address: str | None = remote.url
    part = target.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ucdp.NAMES, extrasaction="ignore", restval="")
        writer.writeheader()
        while address:
            try:
                page = json.loads(fetch.text(address))
                rows = page["Result"]
            except (ValueError, KeyError, TypeError) as error:
                raise Error(f"{address}: is no page of UCDP's interface ({error!r})") from error
            writer.writerows(rows)
            address = page.get("NextPageUrl") or None
    part.replace(target)
