"""The benchmark programs print one object each, and the page is made of nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import bench
from tests.conftest import ROOT
from timing import NOTHING, paired, run, spread

SPREAD = {"median", "min", "max"}


def test_startup_prints_one_object() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "startup.py"), "--runs", "2", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    found = json.loads(done.stdout)
    assert found["runs"] == 2
    for name in ("import", "help"):
        assert set(found[name]) == {"seconds", "cpu_seconds", "ratio_to_python"}
        assert all(set(figures) == SPREAD for figures in found[name].values())
        assert 0 < found[name]["seconds"]["min"] <= found[name]["seconds"]["median"] <= found[name]["seconds"]["max"]


def test_a_command_is_timed_beside_an_empty_one() -> None:
    found = paired(NOTHING, 5)
    assert 0.3 < found["ratio_to_python"]["median"] < 3
    assert spread([3.0, 1.0, 2.0]) == {"median": 2.0, "min": 1.0, "max": 3.0}


def test_a_command_that_fails_is_no_figure() -> None:
    with pytest.raises(RuntimeError, match="status 7: gone"):
        run([sys.executable, "-c", "import sys; print('gone', file=sys.stderr); sys.exit(7)"])


@pytest.mark.parametrize(
    ("value", "shown"), [(1234567, "1,234,567"), (0.012345, "0.0123"), (1.0, "1.00"), (123.4, "123"), (9876.5, "9,876")]
)
def test_figures_have_three_digits(value: float, shown: str) -> None:
    assert bench.figure(value) == shown


def test_development_data_that_is_absent_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "SHARED", tmp_path)
    monkeypatch.setattr(bench, "PROGRAMS", [program for program in bench.PROGRAMS if program.data])
    (section,) = bench.development(1)
    assert "Left out" in section
    assert all(program.command in section for program in bench.PROGRAMS)


def test_every_program_is_there() -> None:
    assert all((ROOT / "benchmarks" / program.file).exists() for program in bench.PROGRAMS)


def test_figures_inside_objects_bear_both_names() -> None:
    assert bench.flat({"a": 1, "b": {"c": 2.0, "d": {"e": 3}}}) == {"a": 1, "b c": 2.0, "b d e": 3}


def test_a_section_is_made_of_what_the_program_prints() -> None:
    program = bench.Program("Drivers", "drivers.py", ("--worlds", "2"), (), "made worlds, two of them", 1)
    section = bench.scored(program, 3)
    assert "`python benchmarks/drivers.py --worlds 2 --json`: made worlds, two of them; one run." in section
    assert "| worlds | 2 | 2 | 2 |" in section


def test_another_coder_is_run_and_scored_on_the_same_records(tmp_path: Path) -> None:
    from universal_petrarch import beside

    folder = tmp_path / "petrarch"
    folder.mkdir()
    (folder / "petrarch_ud.py").write_text(
        "import sys\n"
        "assert sys.argv[1:3] == ['batch', '-i'] and 'Berlin' in open(sys.argv[3], encoding='utf-8').read()\n"
        "rows = ['20150101\\tFRA\\tDEU\\t042\\t\\tr0_1\\tx', '20150101\\tFRA\\tDEU\\t190\\t\\tr1_1\\tx']\n"
        "open('evts.' + sys.argv[-1], 'w').write('\\n'.join(rows) + '\\n')\n"
        "print('Coding time: 0.5')\n"
    )
    records = tmp_path / "records.xml"
    one = (
        '<Sentence date="20150101"/><EventCoding eventcode="{code}" sourcecode="FRAGOV" targetcode="DEU"/>'
        "<Text>{text}</Text><Parse>1\tx</Parse>"
    )
    texts = [("042", "France's president visited Berlin."), ("111", "France criticised Germany.")]
    records.write_text("".join(one.format(code=code, text=text) for code, text in texts), encoding="utf-8")
    found = beside(records, folder, sys.executable, 1)
    assert found["sentences"] == 2
    assert found["petrarch_sentences_per_second"] == 4
    assert found["petrarch_f1"] == 0.5  # one of two right, two given
    assert found["f1"] > 0.5
    (folder / "petrarch_ud.py").write_text("raise ValueError('no dictionary')")
    with pytest.raises(SystemExit, match="no dictionary"):
        beside(records, folder, sys.executable, 1)


def test_every_measure_of_a_busy_dyad_is_timed() -> None:
    import measures

    found = measures.measure(3000, 1)
    assert {"relation_ms", "turns_ms", "agenda_ms", "meetings_ms", "places_ms", "why_ms"} < found.keys()
    assert found["slowest_ms"] == max(value for name, value in found.items() if name not in {"events", "slowest_ms"})


def test_the_page_was_written_by_the_program() -> None:
    text = bench.PAGE.read_text(encoding="utf-8")
    assert "Written by `make bench`" in text
    for command in re.findall(r"`python (benchmarks/[a-z]+\.py)", text):
        assert (ROOT / command).exists()
