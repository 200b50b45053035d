"""Downloads of published event data, several at a time and in order, for the record to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from detente.errors import Error
from detente.feeds.catalogue import Remote, pages
from detente.feeds.download import Fetch

AT_ONCE = 4
"""Files that are asked of a publisher at the same time."""
AHEAD = 8
"""Files that may lie on disk, downloaded and not yet kept."""


@dataclass(frozen=True, slots=True)
class Came:
    """A file that came, or why it did not."""

    remote: Remote
    path: Path | None
    reason: str = ""


def downloads(source: str, wanted: Sequence[Remote], folder: Path, fetch: Fetch) -> Iterator[Came]:
    """The files in the order given, each as soon as it is there; a failed one does not keep the others back.

    What came in part stays in ``folder`` and is gone on with the next time. The caller removes files it has kept.
    """
    folder.mkdir(parents=True, exist_ok=True)

    def one(remote: Remote) -> Came:
        target = folder / remote.name
        try:
            if not target.exists():
                if source == "ucdp":
                    pages(fetch, remote, target)
                else:
                    fetch.file(remote.url, target, remote.size, remote.md5)
        except Error as error:
            return Came(remote, None, str(error))
        return Came(remote, target)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: list[Future[Came]] = []
        rest = iter(wanted)
        try:
            for remote in rest:
                waiting.append(pool.submit(one, remote))
                if len(waiting) >= AHEAD:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            for future in waiting:
                future.cancel()


def gaps(found: Sequence[Remote], since: date, until: date) -> list[tuple[date, date]]:
    """The stretches of the period that no file of the list tells of."""
    at, missing = since, []
    for remote in sorted(found, key=lambda f: f.since):
        if remote.since > at:
            missing.append((at, min(until, remote.since - timedelta(days=1))))
        at = max(at, remote.until + timedelta(days=1))
    if at <= until:
        missing.append((at, until))
    return missing
