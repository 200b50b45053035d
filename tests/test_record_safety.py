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
from tests.feed_files import GDELT1, gdelt, lines

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


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.duckdb")
    with Store(path):
        done = child("""
            try:
                Store(sys.argv[1])
            except Error as error:
                print(error)
        """, path)  # fmt: skip
    assert f"in use by another process (process {os.getpid()})" in done.stdout, done.stderr


LOAD = """
    from detente.feeds import feed
    try:
        with Store(sys.argv[1]) as store:
            {before}
            store.load(feed("gdelt1"), Path(sys.argv[1]).with_name("20180701.export.CSV"), {{}})
    except Error as error:
        print(error)
"""


def many_rows(folder: Path, count: int) -> Path:
    days = (f"201807{n % 28 + 1:02d}" for n in range(count))
    pairs = [("JPN", "RUS"), ("USA", "CHN"), ("DEU", "FRA"), ("RUS", "USA"), ("IND", "PAK")]
    rows = (gdelt(n, day, *pairs[n % len(pairs)], f"0{n % 5 + 1}0") for n, day in enumerate(days))
    return lines(folder / "20180701.export.CSV", GDELT1, rows)


def test_a_full_disk_during_a_load_leaves_the_record_as_it_was(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.duckdb")
    before = snapshot(path)
    many_rows(tmp_path, 120_000)
    full = """import resource
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            size = os.path.getsize(sys.argv[1]) + 300_000
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))"""
    done = child(LOAD.format(before=full), path)
    assert "disk is full" in done.stdout, done.stdout + done.stderr
    assert str(path) in done.stdout
    assert snapshot(path) == before
    assert child(LOAD.format(before="pass"), path).stdout == ""
    with Store(path, read_only=True) as store:
        assert store.check() == [] and sum(store.sources()["reports"].to_pylist()) == 120_001


def test_of_two_loads_the_second_is_told_and_the_first_is_whole(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.duckdb")
    many_rows(tmp_path, 20_000)
    wait = 'print("open", flush=True); sys.stdin.read()'
    code = textwrap.dedent(PRELUDE) + textwrap.dedent(LOAD.format(before=wait))
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None and first.stdin is not None
        assert first.stdout.readline() == "open\n"
        assert f"in use by another process (process {first.pid})" in child(LOAD.format(before="pass"), path).stdout
        first.stdin.close()
        assert first.wait() == 0
    with Store(path, read_only=True) as store:
        assert store.check() == [] and sum(store.sources()["reports"].to_pylist()) == 20_001


@pytest.mark.parametrize("log", [False, True])
def test_a_reader_during_a_write_sees_the_last_complete_state(tmp_path: Path, log: bool) -> None:
    """The other process has kept one document more, in the file or in the log beside it, and is at work on others."""
    path = filled(tmp_path / "r.duckdb")
    script = f"""
        store = Store(sys.argv[1])
        store.add(Source("essays", "folder", sha256="2"), [item(1)])
        {"" if log else 'store.database.execute("CHECKPOINT")'}

        def more():
            for n in range(2, 50):
                yield item(n)
            print("half", flush=True)
            sys.stdin.read()

        store.add(Source("essays", "folder", sha256="3"), more())
        os._exit(0)  # without the tidying of a close
    """
    code = textwrap.dedent(PRELUDE) + textwrap.dedent(script)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None and writer.stdin is not None
        assert writer.stdout.readline() == "half\n"
        assert path.with_name("r.duckdb.wal").exists() == log
        with Store(path, read_only=True) as store:
            assert store.check() == []
            assert store.documents().num_rows == 2
            with pytest.raises(Error, match="for reading only"):
                store.add(SOURCE, [])
            copy = store.database._copy
            assert copy is not None and copy.exists()
        assert not copy.exists()
        writer.stdin.close()
        assert writer.wait() == 0
    with Store(path, read_only=True) as store:
        assert store.documents().num_rows == 50


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
    with pytest.raises(Error, match=r"record of version 999, made by detente .* reads version 3"):
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
