"""A bar on stderr for work over a second."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_SECONDS = 1.0


class Bar:
    """Call it with (done, total); it shows itself once a second has passed, and only where stderr is wanted.

    On a terminal it is a moving bar; else a line every tenth of the work, so that a log says how far it got.
    """

    def __init__(self, label: str, *, quiet: bool = False) -> None:
        self.label = label
        self.quiet = quiet
        self.began = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._tenth = 0

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        if self._progress:
            self._progress.stop()

    def __call__(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` pieces are done."""
        if self.quiet or time.monotonic() - self.began < PATIENCE_SECONDS:
            return
        if sys.stderr.isatty():
            self._draw(done, total)
        elif total and done * 10 // total > self._tenth:
            self._tenth = done * 10 // total
            print(f"{self.label}: {done} of {total}", file=sys.stderr)  # noqa: T201 - progress belongs on stderr

    def _draw(self, done: int, total: int) -> None:
        if self._progress is None or self._task is None:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
            self._task = self._progress.add_task(self.label, total=total)
        self._progress.update(self._task, completed=done, total=total)
