"""A copy of a record's last complete state, for a reader while another process writes.

DuckDB lets no process read a file that another has open for writing. It never writes over what its header points to:
new blocks go to free places, and one write of the header then makes them count. A copy that was made while the header
stayed the same is therefore whole. The log beside the file, if there is one, is read to its last complete transaction.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

HEADER_BYTES = 3 * 4096
"""The main header and the two headers that take turns (DuckDB's storage format)."""
ATTEMPTS = 5


def copy(path: Path) -> Path | None:
    """A copy in a folder of its own, which the caller clears; None where the record would not hold still.

    Raises `OSError` where the copy cannot be written.
    """
    log = path.with_name(path.name + ".wal")
    room = Path(tempfile.mkdtemp(prefix="detente-"))
    target = room / path.name
    try:
        for _ in range(ATTEMPTS):
            before = _header(path)
            (room / log.name).unlink(missing_ok=True)
            with suppress(FileNotFoundError):  # no log, or one that went this moment: then the file has all of it
                shutil.copyfile(log, room / log.name)
            shutil.copyfile(path, target)
            if _header(path) == before:
                return target
    except OSError:
        shutil.rmtree(room, ignore_errors=True)
        raise
    shutil.rmtree(room, ignore_errors=True)
    return None


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEADER_BYTES)
