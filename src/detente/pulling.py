"""A pull: a publisher's files fetched and kept one by one, and what did not come entered in the coverage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from detente.errors import Error
from detente.events import Coverage
from detente.result import Result

if TYPE_CHECKING:
    from detente.feeds.download import Fetch
    from detente.record import Store


@dataclass(frozen=True, slots=True)
class Pull:
    """A file of a pull: the days it tells of, and whether it is loaded, known from before, missing or failed."""

    file: str
    since: date
    until: date
    state: str
    reports: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pulled(Result):
    """What a pull brought."""

    ROWS: ClassVar[str] = "files"

    source: str
    since: date
    until: date
    files: tuple[Pull, ...]

    def count(self, state: str) -> int:
        """How many files, or stretches without one, are of a state."""
        return sum(row.state == state for row in self.files)


def pull(
    store: Store,
    source: str,
    first: date,
    last: date,
    states: Sequence[str],
    base: str | None,
    folder: Path,
    fetch: Fetch | None,
    on_step: Callable[[str], None] | None,
) -> Pulled:
    """See `detente.api.Record.pull`; ``states`` are ISO3 codes in order."""
    from detente.feeds import feed
    from detente.feeds.catalogue import offered
    from detente.feeds.download import Fetch
    from detente.feeds.pull import downloads, gaps
    from detente.record.feeds import version_of

    chosen, fetch, step = feed(source), fetch or Fetch(), on_step or (lambda text: None)
    step(f"{chosen.title}: reading the list of files")
    listed = offered(source, first, last, base, fetch)
    there = store.versions(chosen.name)
    wanted = [remote for remote in listed if version_of(remote.name, states) not in there]
    rows = [Pull(r.name, r.since, r.until, "known", 0) for r in listed if version_of(r.name, states) in there]
    for start, end in gaps(listed, first, last):
        rows.append(Pull("", start, end, "missing", 0, "no file of the publisher's list tells of these days"))
    for number, came in enumerate(downloads(source, wanted, folder, fetch), start=1):
        remote, reason, kept = came.remote, came.reason, 0
        step(f"{remote.name}: {number} of {len(wanted)}")
        if came.path is not None:
            try:
                kept = store.load(chosen, came.path, {}, None, states).reports
            except Error as error:
                reason = str(error)
            came.path.unlink(missing_ok=True)
        state = "failed" if reason else "loaded"
        rows.append(Pull(remote.name, remote.since, remote.until, state, kept, reason))
    store.note_coverage(chosen.title, [Coverage(chosen.title, r.since, r.until, r.state, r.note) for r in rows])
    with suppress(OSError):
        folder.rmdir()
    return Pulled(source, first, last, tuple(sorted(rows, key=lambda r: (r.since, r.file))))
