"""Speed and scores beside UniversalPETRARCH, the dictionary coder of the Open Event Data Alliance, on the same records.

python benchmarks/universal_petrarch.py FILE.xml [--petrarch FOLDER] [--python PYTHON] [--copies 20] [--json]

FOLDER is the ``UniversalPetrarch`` folder of a checkout of github.com/openeventdata/UniversalPetrarch (MIT), else
``$UNIVERSAL_PETRARCH``; PYTHON an interpreter with networkx 1.11, python-dateutil, unidecode, requests, numpy and
ufal.udpipe, else ``$UNIVERSAL_PETRARCH_PYTHON``. It is given the parses that the records carry and its time is the
"Coding time" it tells of itself, dictionaries read before; ours is from raw text, parsing included, in one process.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from coding import UNDATED, asked, day, directions, petrarch_records, rounded, scores, tally, timed
from detente.reading.document import Document

# It was written for older libraries and Pythons: what these have moved since is put back before it starts.
DRIVER = """
import collections, collections.abc, fractions, math, runpy, sys
fractions.gcd = math.gcd
for name in ("Mapping", "MutableMapping", "Iterable", "Callable"):
    setattr(collections, name, getattr(collections.abc, name))
folder, source = sys.argv[1:]
sys.path.insert(0, folder)
sys.argv = ["petrarch_ud.py", "batch", "-i", source, "-o", "out.txt"]
runpy.run_path(folder + "/petrarch_ud.py", run_name="__main__")
"""
Codings = list[set[tuple[str, str, str]]]


def parsed_records(text: str) -> list[tuple[str, str, list[dict[str, str]], str]]:
    """Date, text, codings and parse of each record that has all of them."""
    pieces = re.split(r"<Sentence\b", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))[1:]
    found = []
    for piece in pieces:
        parse = re.search(r"<Parse>(.*?)</Parse>", piece, re.DOTALL)
        for when, words, codings in petrarch_records(f"<Sentence{piece}"):
            if parse and parse.group(1).strip() and words:
                found.append((when, words, codings, parse.group(1).strip()))
    return found


def theirs(
    records: list[tuple[str, str, list[dict[str, str]], str]], folder: Path, python: str
) -> tuple[Codings, float]:
    """What UniversalPETRARCH makes of each record, and the seconds it says it took."""
    sentences = "\n".join(
        f'<Sentence date="{when or "20150101"}" id="r{i}_1" source="x" sentence="True">\n<Text>{escape(words)}</Text>\n'
        f"<Parse>\n{parse}\n</Parse>\n</Sentence>"
        for i, (when, words, _, parse) in enumerate(records)
    )
    with tempfile.TemporaryDirectory(prefix="universal-petrarch-") as room:
        source = Path(room) / "in.xml"
        source.write_text(f"<Sentences>\n{sentences}\n</Sentences>\n", encoding="utf-8")
        command = [python, "-c", DRIVER, str(folder), str(source)]
        done = subprocess.run(command, cwd=room, capture_output=True, text=True, check=False)
        took = re.search(r"Coding time: ([\d.]+)", done.stdout)
        if done.returncode or took is None:
            raise SystemExit(f"UniversalPETRARCH in {folder} failed: {done.stderr.strip()[-400:]}")
        lines = (Path(room) / "evts.out.txt").read_text(encoding="utf-8").splitlines()
    found: Codings = [set() for _ in records]
    for line in lines:
        _, source_code, target_code, code, *rest = line.split("\t")
        number = next(re.fullmatch(r"r(\d+)_1", cell) for cell in rest if re.fullmatch(r"r\d+_1", cell))
        assert number is not None
        found[int(number.group(1))].add((source_code[:3], target_code[:3], code))
    return found, float(took.group(1))


def figures(found: Codings, wanted: Codings) -> tuple[float, float]:
    """F1 of states and CAMEO code, and of states and root."""
    exact, roots = Counter[str](), Counter[str]()
    for given, gold in zip(found, wanted, strict=True):
        tally(exact, gold, given)
        tally(roots, {(s, t, c[:2]) for s, t, c in gold}, {(s, t, c[:2]) for s, t, c in given})
    return scores(exact)[2], scores(roots)[2]


def beside(path: Path, folder: Path, python: str, copies: int) -> dict[str, Any]:
    """The figures of both, and how many sentences a second we code for each of theirs."""
    records = parsed_records(path.read_text(encoding="utf-8"))
    wanted = [asked(codings) for _, _, codings, _ in records]
    many = records * copies
    their_codings, seconds = theirs(many, folder, python)
    documents = [
        Document(uri=f"record:{i}", text=words, published=day(when) or UNDATED)
        for i, (when, words, _, _) in enumerate(many)
    ]
    coded, speed = timed(documents)
    ours: Codings = [{(s, t, r.cameo or "") for r in reports for s, t in directions(r)} for reports in coded]
    their_f1, their_root = figures(their_codings[: len(records)], wanted)
    our_f1, our_root = figures(ours[: len(records)], wanted)
    return {"sentences": len(many)} | rounded(
        petrarch_sentences_per_second=len(many) / seconds,
        sentences_per_second=speed,
        times_petrarch=speed * seconds / len(many),
        petrarch_f1=their_f1,
        f1=our_f1,
        petrarch_dyad_root_f1=their_root,
        dyad_root_f1=our_root,
    )


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--petrarch", default=os.environ.get("UNIVERSAL_PETRARCH"), help="its folder")
    parser.add_argument("--python", default=os.environ.get("UNIVERSAL_PETRARCH_PYTHON"), help="an interpreter for it")
    parser.add_argument("--copies", type=int, default=20)
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    args = parser.parse_args()
    if not args.petrarch or not args.python:
        parser.error("name its folder and an interpreter for it: --petrarch FOLDER --python PYTHON")
    print(json.dumps(beside(args.file, Path(args.petrarch).resolve(), args.python, args.copies)))


if __name__ == "__main__":
    main()
