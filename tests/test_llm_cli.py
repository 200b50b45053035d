"""A language model as coder on the command line: estimate, leave, summary, exit status."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.llm_server import Answer, said, serving
from tests.test_llm import CRITICISM, MEETING, SENTENCE, TEXT


def process(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own, with no endpoint and key but those given."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI_") and not k.lower().endswith("_proxy")}
    return subprocess.run(
        [sys.executable, "-m", "detente", *words],
        env={**kept, "PYTHONPATH": str(ROOT / "src"), **env}, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_code_says_what_it_will_take_and_what_came_of_it(note: Path) -> None:
    with serving(said(MEETING, CRITICISM, {**MEETING, "passage": "Japan left the world."})) as server:
        words = (
            "code",
            "note.txt",
            "--date",
            "2018-08-01",
            "--coder",
            "openai:m",
            "--price-in",
            "2",
            "--price-out",
            "8",
        )
        done = process(note.parent, *words, OPENAI_BASE_URL=server.url, OPENAI_API_KEY="k")
    assert done.returncode == 0
    assert [row["coder"] for row in json.loads(done.stdout)["reports"]] == ["llm openai:m 1"] * 2
    before, after = done.stderr.splitlines()
    assert re.fullmatch(
        r"estimate: 1 document in 1 request, about [\d,]+ tokens in and \d+ out, price 0\.00\d\d, about \d+ s", before
    )
    assert after == (
        "1 request, 100 tokens in and 10 out, price 0.0003; 2 reports believed, 1 refused (passage not in the text 1)"
    )
    assert server.headers[0]["Authorization"] == "Bearer k"


def test_nothing_is_contacted_unless_asked(note: Path) -> None:
    with serving(said(MEETING)) as server:
        done = process(note.parent, "code", "note.txt", "--quiet", OPENAI_BASE_URL=server.url)
        assert done.returncode == 0 and not server.asked
        done = process(note.parent, "code", "absent.txt", "--coder", "openai:m", "--base-url", server.url)
        assert done.returncode == 1 and not server.asked


@pytest.mark.parametrize(
    ("words", "status", "said_"),
    [
        (["--coder", "openai:m"], 1, "--base-url"),
        (["--coder", "openai:", "--base-url", "http://x/v1"], 1, "openai:MODEL"),
        (["--coder", "gpt"], 1, "'gpt' is no coder"),
        (["--base-url", "http://x/v1"], 1, "rules need no endpoint"),
        (["--coder", "openai:m", "--base-url", "http://x/v1", "--jobs", "3"], 1, "one question at a time"),
        (["--min-confidence", "1.1"], 2, "1.1"),
        (["--jobs", "0"], 2, "0"),
    ],
)
def test_wrong_options_are_refused(note: Path, words: list[str], status: int, said_: str) -> None:
    done = process(note.parent, "code", "note.txt", *words)
    assert done.returncode == status and said_ in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_add_keeps_what_was_answered_and_names_what_was_not(note: Path) -> None:
    for number in range(3):
        (note.parent / f"{number}.txt").write_text(f"{SENTENCE} {number}", encoding="utf-8")

    def answer(body: dict[str, Any], number: int) -> Answer:
        return Answer({"error": {"message": "no"}}, status=400) if number == 2 else said(MEETING)

    words = ("add", ".", "--date", "2018-08-01", "--coder", "openai:m", "--record", "r.duckdb", "--name", "notes")
    with serving(answer) as server:
        done = process(note.parent, *words, "--base-url", server.url)
    assert done.returncode == 3, done.stderr
    assert "3 documents and 3 reports added" in done.stdout
    assert "left out 1:\n  1.txt: not coded; " in done.stderr
    with serving(said(MEETING)) as server:
        done = process(note.parent, *words, "--base-url", server.url, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 documents and 1 reports added; 3 were there already" in done.stdout


@pytest.mark.parametrize(("answer", "asked"), [("n\n", 0), ("y\n", 101)])
def test_many_documents_are_sent_only_after_leave_is_given(tmp_path: Path, answer: str, asked: int) -> None:
    for number in range(101):
        (tmp_path / f"{number:03}.txt").write_text(f"{SENTENCE} {number}", encoding="utf-8")
    with serving(said()) as server:
        keyboard, screen = pty.openpty()
        words = ["code", ".", "--date", "2018-08-01", "--coder", "openai:m", "--base-url", server.url, "-o", "out.json"]
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200"}
        with subprocess.Popen(
            [sys.executable, "-m", "detente", *words], env=env, cwd=tmp_path, stdin=screen, stdout=screen, stderr=screen
        ) as started:
            os.close(screen)
            shown = b""
            with suppress(OSError):
                while part := os.read(keyboard, 4096):
                    if b"Send 101 documents" not in shown and b"Send 101 documents" in shown + part:
                        os.write(keyboard, answer.encode())
                    shown += part
            os.close(keyboard)
        assert b"estimate: 101 documents in 101 requests" in shown
        assert len(server.asked) == asked
        assert started.returncode == (0 if asked else 130)
