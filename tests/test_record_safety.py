"""A record survives what goes wrong, and says what it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest

from detente import Error
from detente.events import Report, Source
from detente.reading import Document
from detente.record import Store

SOURCE = Source("essays", "folder")
PRELUDE = """
    import os, signal, sys
    from datetime import date
    from pathlib import Path
    from detente import Error
    from detente.events import Report, Source
    from detente.reading import Document
    from detente.record import Store, loading

    def item(number, size=100):
        text = f"{number} " + "Japan met Russia. " * size
        report = Report(date(2018, 1, 1 + number % 28), "JPN", "RUS", "CONSULT", "verbal cooperation", text[:9],
                        start=0, end=9, document=Document(str(number), text).id)
        return Document(str(number), text, published=date(2018, 1, 1)), [report]
"""


def child(script: str, path: Path) -> subprocess.CompletedProcess[str]:
    code = textwrap.dedent(PRELUDE) + textwrap.dedent(script)
    command = [sys.executable, "-c", code, str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)


def filled(path: Path) -> Path:
    text = "Japan met Russia."
    report = Report(date(2018, 1, 1), "JPN", "RUS", "CONSULT", "verbal cooperation", text, start=0, end=17)
    with Store(path) as store:
        store.add(SOURCE, [(Document("first", text, published=date(2018, 1, 1)), [report])])
    return path


def snapshot(path: Path) -> list[object]:
    with Store(path, read_only=True) as store:
        assert store.check() == []
        return [store.events(), store.reports(), store.documents(), store.sources(), store.coverage()]


def test_kill_in_the_middle_of_an_add_leaves_the_record_as_it_was(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.duckdb")
    before = snapshot(path)
    script = """
        loading.BATCH_ROWS = 50
        def items():
            for number in range(1000):
                if number == 700:
                    os.kill(os.getpid(), signal.SIGKILL)
                yield item(number)
        Store(sys.argv[1]).add(Source("essays", "folder", sha256="2"), items())
    """
    assert child(script, path).returncode == -signal.SIGKILL
    assert snapshot(path) == before
    with Store(path) as store:
        document = Document("second", "x")
        assert store.add(SOURCE, [(document, [])]).documents == 1


def test_kill_after_an_add_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    script = """
        Store(sys.argv[1]).add(Source("essays", "folder"), [item(1), item(2)])
        os.kill(os.getpid(), signal.SIGKILL)
    """
    assert child(script, path).returncode == -signal.SIGKILL
    with Store(path) as store:
        assert store.documents().num_rows == 2
        assert store.check() == []


def test_a_full_disk_leaves_the_record_as_it_was(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.duckdb")
    before = snapshot(path)
    script = """
        import resource
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = os.path.getsize(sys.argv[1]) + 200_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        loading.BATCH_ROWS = 100
        store = Store(sys.argv[1])
        try:
            store.add(Source("essays", "folder", sha256="2"), (item(n, 5000) for n in range(300)))
        except Error as error:
            print(error)
    """
    done = child(script, path)
    assert "disk is full" in done.stdout, done.stdout + done.stderr
    assert str(path) in done.stdout
    assert snapshot(path) == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_record_in_use_by_another_process(tmp_path: Path, read_only: bool) -> None:
    path = filled(tmp_path / "r.duckdb")
    with Store(path):
        done = child(f"""
            try:
                Store(sys.argv[1], read_only={read_only})
            except Error as error:
                print(error)
        """, path)  # fmt: skip
    assert f"in use by another process (process {os.getpid()})" in done.stdout, done.stderr


def test_readers_do_not_hinder_each_other(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.duckdb")
    with Store(path, read_only=True):
        done = child("print(Store(sys.argv[1], read_only=True).events().num_rows)", path)
    assert done.stdout.strip() == "1", done.stderr


def test_reading_only(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.duckdb")
    with Store(path, read_only=True) as store:
        [event] = store.events().to_pylist()
        with pytest.raises(Error, match="for reading only"):
            store.add(SOURCE, [])
        with pytest.raises(Error, match="for reading only"):
            store.correct(event["id"], "place", "Moscow", "so says the text")
        with pytest.raises(Error, match="already open in this process"):
            Store(path)


@pytest.mark.parametrize("content", [b"no database at all" * 500, b"", b"PAR1" + bytes(9000)])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_record(tmp_path: Path, content: bytes, read_only: bool) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(Error, match=r"notes\.txt is .*no record.*--record"):
        Store(path, read_only=read_only)
    assert path.read_bytes() == content


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
    with pytest.raises(Error, match="no record of détente"):
        Store(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("ALTER TABLE meta RENAME TO other")
    with pytest.raises(Error, match="no record of détente"):
        Store(path)


def test_another_version(tmp_path: Path) -> None:
    import duckdb

    path = filled(tmp_path / "r.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    with pytest.raises(Error, match=r"record of version 999, made by detente .* reads version 2"):
        Store(path)


def test_no_record_no_folder_no_file(tmp_path: Path) -> None:
    with pytest.raises(Error, match=r"There is no record at .*none\.duckdb"):
        Store(tmp_path / "none.duckdb", read_only=True)
    with pytest.raises(Error, match="its folder does not exist"):
        Store(tmp_path / "no" / "r.duckdb")
    with pytest.raises(Error, match="is a folder"):
        Store(tmp_path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(Error, match="may not be written here"):
            Store(tmp_path / "r.duckdb")
    finally:
        tmp_path.chmod(0o700)


def test_a_record_half_made_is_made_whole(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "r.duckdb"
    duckdb.connect(str(path)).close()
    with Store(path) as store:
        assert store.check() == []
