"""Files over HTTP: resumed where they broke off, checked against size and MD5, asked for again with growing pauses."""

from __future__ import annotations

import hashlib
import http.client
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from detente import __version__
from detente.errors import Error

TRIES = 5
LONGEST_PAUSE = 120.0
BLOCK = 1 << 18
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_BROKEN = (URLError, TimeoutError, ConnectionError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class Fetch:
    """How files are asked for: seconds to wait for an answer, and for the first pause between tries."""

    timeout: float = 60.0
    pause: float = 1.0
    token: str | None = None
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def text(self, address: str) -> str:
        """The text at an address. Raises `Error` after the last try."""
        body: bytes = self._tried(address, lambda: self._open(address).read())
        return body.decode("utf-8", "replace")

    def file(self, address: str, target: Path, size: int | None = None, md5: str | None = None) -> None:
        """The file at an address, whole at ``target`` or not at all; what came of it before a break is kept and used.

        Raises `Error` where it is gone, is a web page instead, or differs from its size or MD5 at every try.
        """
        part = target.with_name(target.name + ".part")
        self._tried(address, lambda: self._take(address, part, size, md5))
        part.replace(target)

    def _open(self, address: str, start: int = 0) -> Any:
        headers = {"User-Agent": f"detente/{__version__}", "Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        if self.token:
            headers["x-ucdp-access-token"] = self.token
        return urlopen(Request(address, headers=headers), timeout=self.timeout)

    def _take(self, address: str, part: Path, size: int | None, md5: str | None) -> None:
        start = part.stat().st_size if part.exists() else 0
        if size is not None and start > size:
            part.unlink()
            start = 0
        if size is None or start < size:
            with self._open(address, start) as answer:
                if "text/html" in (answer.headers.get("Content-Type") or ""):
                    raise _WrongFileError("a web page came instead of the file")
                resumed = start > 0 and answer.status == 206
                with part.open("ab" if resumed else "wb") as out:
                    shutil.copyfileobj(answer, out, BLOCK)
                length = answer.headers.get("Content-Length")
                got = part.stat().st_size - (start if resumed else 0)
                if length is not None and got < int(length):
                    raise ConnectionError(f"{got} of {length} bytes came")
        if size is not None and part.stat().st_size != size:
            self._discard(part, f"{part.stat().st_size} bytes came where the list says {size}")
        if md5 is not None and _md5(part) != md5:
            self._discard(part, "its MD5 is not that of the list")

    @staticmethod
    def _discard(part: Path, why: str) -> None:
        part.unlink()
        raise _WrongFileError(why)

    def _tried(self, address: str, ask: Callable[[], Any]) -> Any:
        reason = ""
        for number in range(TRIES):
            wait = min(LONGEST_PAUSE, self.pause * 2**number)
            try:
                return ask()
            except HTTPError as error:
                reason = f"HTTP {error.code} {error.reason}"
                if error.code == 416:  # more is there than the file has: begin anew
                    reason = "what was there before does not fit"
                elif error.code not in AGAIN:
                    raise Error(f"{address}: {reason}") from error
                wait = _asked_for(error.headers.get("Retry-After"), wait)
            except _WrongFileError as error:
                reason = str(error)
            except _BROKEN as error:
                reason = str(getattr(error, "reason", None) or error) or type(error).__name__
            except OSError as error:
                raise Error(f"{error.filename or address}: {error.strerror or error}; free some space") from error
            if number + 1 < TRIES:
                self.sleep(wait)
        raise Error(f"{address}: {reason}, {TRIES} times; try again later: what came is kept")


class _WrongFileError(Exception):
    """What came is not what was asked for; another try may do better."""


def _asked_for(header: str | None, wait: float) -> float:
    """Seconds that a server asks to be left alone, given as seconds or as a date; at most `LONGEST_PAUSE`."""
    if not header:
        return wait
    try:
        seconds = (
            float(header) if header.strip().isdecimal() else parsedate_to_datetime(header).timestamp() - time.time()
        )
    except (TypeError, ValueError):
        return wait
    return min(LONGEST_PAUSE, max(wait, seconds))


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
