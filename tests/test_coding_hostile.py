"""Texts made to hang or to swell the coder: each is coded by a process of its own, within bounds of time and memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.prepare import flatten_lines
from detente.coding.syntax import split_sentences
from tests.conftest import ROOT

MEMORY = 1_000_000_000
"""Bytes that a process may grow to."""
SECONDS = 240
"""Of processor time, generous: what these texts guard against takes hours."""
ACT = "Japan met Russia in Moscow on 3 May 2018."
PROSE = "the weather was fine and the bread was cheap in the old town where many people like to walk, "

TEXTS = {
    "one line of 20 MB": f"({ACT!r} + ' ' + {PROSE!r} * 220_000)[:20_000_000]",
    "one word of 20 MB": "'a' * 20_000_000",
    "one line of names": "'Japan Russia ' * 30_000",
    "control characters": f"''.join(chr(i % 32) + c for i, c in enumerate({ACT!r} * 1500))",
    "terminal commands": f"'\\x1b[31m\\x1b]0;x\\x07' * 5000 + {ACT!r}",
    "nested quotes": f"'Japan said ' + '“' * 10_000 + {ACT!r} + '”' * 10_000",
    "nested speech": "'Abe said, “Putin said, “' * 5_000 + 'we met' + '”' * 10_000",
    "nested brackets": f"'(' * 100_000 + {ACT!r} + ')' * 100_000",
    "mixed scripts": "'Jаpan mеt Россия 日本とロシア in موسكو on 3 May 2018. ' * 3000",
    "invisible characters": f"'\\u200b\\u200d\\u2060\\ufeff\\u202e'.join({ACT!r} * 800)",
    "only invisible characters": "'\\u200b' * 300_000",
    "combining marks": f"'J' + '\\u0301' * 500_000 + {ACT!r}",
    "unpaired surrogates": f"'\\ud800' * 1000 + {ACT!r} + '\\udfff' * 1000",
    "deep Markdown": f"'>' * 10_000 + {ACT!r} + '\\n' + '- ' * 10_000 + {ACT!r} + '\\n' + '#' * 10_000 + ' x\\n'",
    "deep emphasis": f"'*_' * 10_000 + {ACT!r} + '_*' * 10_000",
    "deep lists": "'\\n'.join('  ' * i + '- Japan met Russia.' for i in range(1000))",
    "dots": "'.' * 300_000",
    "dots and marks": "'.\\\"' * 100_000 + '?!' * 100_000 + ';' * 100_000",
    "blank lines": f"' \\n' * 200_000 + {ACT!r}",
    "line breaks": f"'\\n' * 400_000 + {ACT!r}",
    "dates": "'3 May ' * 100_000 + '2018-' * 100_000 + '1' * 100_000",
    "hyphens": "'Japan-Russia-' * 100_000",
    "apostrophes": '"Japan\'s " * 20_000',
}
PROGRAM = """
import json, resource, sys
from datetime import date
from detente.coding import code
from detente.reading.document import Document
document = Document("memory:hostile", eval(sys.argv[1]), published=date(2018, 5, 4))
reports = code(document)
assert all(document.text[r.start : r.end] == r.passage for r in reports)
used = resource.getrusage(resource.RUSAGE_SELF)
memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps([len(reports), used.ru_utime + used.ru_stime, memory]))
"""


def coded(text: str) -> tuple[int, float, int]:
    """Reports, seconds and bytes that coding a text takes; the text is a Python expression."""
    import resource

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, text],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "OPENBLAS_NUM_THREADS": "1"},
        preexec_fn=bound, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:] or f"ended with {done.returncode}"
    reports, seconds, memory = json.loads(done.stdout)
    return int(reports), float(seconds), int(memory)


@pytest.mark.skipif(sys.platform == "win32", reason="bounds of processor time and memory are of POSIX systems")
@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_coded_within_bounds(name: str) -> None:
    reports, seconds, memory = coded(TEXTS[name])
    assert memory < MEMORY, f"{memory:,} bytes"
    assert seconds < SECONDS
    assert reports <= 60_000


@pytest.mark.parametrize("text", ["...", "x." * 9, 'He met him..."', "One.  Two!! Three?! “Four…” Five; six."])
def test_a_run_of_marks_ends_a_sentence_once(text: str) -> None:
    shown = [sentence.text for sentence in split_sentences(f"Japan met Russia {text} It ended.")]
    assert "".join("".join(shown).split()) in "".join(f"Japan met Russia {text} It ended.".split())
    assert shown[-1] == "It ended."


@given(st.text(alphabet="ab \n\t"))
def test_single_line_breaks_are_spaces_and_blank_lines_stay(text: str) -> None:
    plain = text.replace("\t", " ")
    assert flatten_lines(text) == re.sub(r"(?<!\n)\n(?!\s*\n)", " ", plain)


def test_an_act_between_invisible_characters_is_found() -> None:
    from detente.coding import code
    from detente.reading.document import Document

    text = "\ufeff\u200bJapan met Russia\x07 in\u00a0Moscow on 3 May 2018.\u200b"
    (report,) = code(Document("memory:hidden", text, published=date(2018, 5, 4)))
    assert {report.source, report.target} == {"JPN", "RUS"} and report.date == date(2018, 5, 3)
