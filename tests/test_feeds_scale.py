"""Published event data in bulk: what makes large loads quick changes nothing of what is kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from detente.api import Record
from detente.record.unpacking import Reading, read_through
from tests.feed_files import GDELT2, gdelt, lines

LOAD = """
import sys
from detente.api import Record
with Record(sys.argv[1]) as record:
    record.load([sys.argv[2]], "gdelt2")
print("pandas" in sys.modules)
"""


def test_a_copy_under_another_name_is_known_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = lines(tmp_path / "day.csv", GDELT2, [gdelt(1, "20180731", "JPN", "RUS", "042")])
    path.write_text(path.read_text() + "a line\tthat fits\tnowhere\n")
    other = lines(tmp_path / "next.csv", GDELT2, [gdelt(2, "20180801", "JPN", "RUS", "042")])
    with Record(tmp_path / "r.duckdb") as record:
        (done,) = record.load([path], "gdelt2")
        (copy,) = record.load([shutil.copy(path, tmp_path / "copy.csv")], "gdelt2")
        assert (done.rows, done.bad, copy.known, copy.rows) == (2, 1, True, 0)
        (after,) = record.load([other], "gdelt2")
        assert (after.rows, after.reports, after.bad) == (1, 1, 0)
        assert record.sources().table.num_rows == 2 and record.store.rejects().num_rows == 1
        assert record.check() == []


def test_a_load_needs_no_pandas(tmp_path: Path) -> None:
    path = lines(tmp_path / "day.csv", GDELT2, [gdelt(1, "20180731", "JPN", "RUS", "042")])
    command = [sys.executable, "-c", LOAD, str(tmp_path / "r.duckdb"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_file_is_read_through_beside_other_work(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"a line\n" * 100_000)
    with Reading(path) as reading:
        assert reading.done() == read_through(path)
    assert reading.done().lines == 100_000
