"""A feed's file made ready: its checksum, what is packed in it, its encoding and its lines."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from detente.errors import Error


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a file through tells: its SHA-256, hexadecimal, and its lines, less a header of words alone."""

    sha256: str
    lines: int


def read_through(path: Path, stop: threading.Event | None = None) -> Read:
    """Checksum and lines of a file, in one pass, or of its beginning where ``stop`` is set meanwhile."""
    digest, lines, last = hashlib.sha256(), 0, b"\n"
    with path.open("rb") as file:
        header = file.read(5) == b"Date\t"
        file.seek(0)
        while (block := file.read(1 << 22)) and not (stop and stop.is_set()):
            digest.update(block)
            lines += block.count(b"\n")
            last = block[-1:]
    return Read(digest.hexdigest(), lines + (last != b"\n") - header)


class Reading:
    """A file that is read through beside other work; leaving the block ends that."""

    def __init__(self, path: Path) -> None:
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="checksum")
        self._read = self._pool.submit(read_through, path, self._stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._pool.shutdown()

    def done(self) -> Read:
        """What the reading told, once it is through; `OSError` where it failed."""
        return self._read.result()


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or what is in it where it is a zip or gzip, in a place that is cleared afterwards."""
    with path.open("rb") as file:
        packed = file.read(2)
    if packed not in {b"PK", b"\x1f\x8b"}:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="detente-") as room:
        plain = Path(room) / "unpacked"
        try:
            if packed == b"PK":
                with zipfile.ZipFile(path) as archive:
                    members = [
                        m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX")
                    ]
                    if len(members) != 1:
                        raise Error(f"{path}: holds {len(members)} files; give a zip with one, or the files themselves")
                    with archive.open(members[0]) as inside, plain.open("wb") as out:
                        shutil.copyfileobj(inside, out, 1 << 20)
            else:
                with gzip.open(path, "rb") as inside, plain.open("wb") as out:
                    shutil.copyfileobj(inside, out, 1 << 20)
        except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, NotImplementedError) as error:
            raise Error(f"{path}: is a broken archive ({error}); download it again") from error
        except OSError as error:
            raise Error(f"{path}: cannot be unpacked ({error.strerror or error}); free some space") from error
        yield plain


@contextmanager
def in_unicode(path: Path, *, latin: bool) -> Iterator[Path]:
    """The file itself, or, where it may be Latin-1 and is no UTF-8, a copy in UTF-8."""
    if not latin or _is_unicode(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="detente-") as room:
        copy = Path(room) / "unicode"
        with path.open(encoding="latin-1", newline="") as inside, copy.open("w", encoding="utf-8", newline="") as out:
            shutil.copyfileobj(inside, out, 1 << 20)
        yield copy


def _is_unicode(path: Path) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    with path.open("rb") as file:
        try:
            while block := file.read(1 << 20):
                decode(block)
            decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
