"""How well texts are coded, against three sets of labelled sentences, and how fast.

python benchmarks/coding.py plv FILE.tsv       source and target given: which PLOVER type?
python benchmarks/coding.py gsr FILE.json      PLOVER gold standard records: text and date given, nothing else
python benchmarks/coding.py petrarch FILE.xml  PETRARCH validation records: who, whom, CAMEO code

python benchmarks/coding.py speed FILE         ordinary text, plain or of .conllu(.xz): sentences a second

Each prints one JSON object. Labels are read only after everything has been coded.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import html
import json
import lzma
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from detente import ontology
from detente.coding import code_all, types
from detente.coding.given import Given, plover_type, types_between
from detente.coding.pool import code_many
from detente.coding.syntax import split_sentences
from detente.events import Report
from detente.reading.document import Document

OLD_NAMES = {
    "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT", "CONCEDE": "YIELD",
    "RETREAT": "YIELD",
}  # fmt: skip
UNDATED = date(2015, 1, 1)
"""The day that a record without one is read on: dates are not scored, and a report needs one."""
QUADS = {
    "verbal cooperation": "1", "material cooperation": "2", "verbal conflict": "3", "material conflict": "4",
}  # fmt: skip


def macro_f1(gold: Sequence[str], found: Sequence[str]) -> float:
    """Mean of the classes' F1 values over the classes of ``gold``."""
    right, wanted, given = Counter[str](), Counter(gold), Counter(found)
    right.update(g for g, f in zip(gold, found, strict=True) if g == f)
    values = [2 * right[c] / (wanted[c] + given[c]) for c in wanted]
    return sum(values) / len(values) if values else 0.0


def rounded(**values: float) -> dict[str, float | int]:
    """The values with four digits, counts as they are."""
    return {name: value if isinstance(value, int) else round(value, 4) for name, value in values.items()}


# PLV ------------------------------------------------------------------------------------------------------------------


def plv(path: Path) -> dict[str, Any]:
    """Scores on PLV: macro-F1 of the type, of the quad class, and of cooperation against conflict.

    Of the file that the learnt model was trained on, the scores are those of its cross-validation, which
    ``scripts/train_types.py`` measured and ``meta.json`` holds; those of the model that has seen it stand apart.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    items = [Given.of_marked(line["marked_sentence"]) for line in lines]
    types_between(items[:1])  # loads the parser
    began = time.perf_counter()
    found = types_between(items)
    seconds = time.perf_counter() - began
    quads = [QUADS[ontology.quad(kind)] for kind in found]

    gold = [OLD_NAMES.get(line["gold_root"], line["gold_root"]) for line in lines]
    gold_quads = [line["gold_penta"] for line in lines]
    model = types.meta() if types.available() else {}
    scores = rounded(
        root_macro_f1=macro_f1(gold, found),
        root_accuracy=sum(g == f for g, f in zip(gold, found, strict=True)) / len(gold),
        quad_macro_f1=macro_f1(gold_quads, quads),
        binary_macro_f1=macro_f1([side(q) for q in gold_quads], [side(q) for q in quads]),
    )
    apart: dict[str, Any] = {"model": model.get("name", "none: rules alone")}
    if model and hashlib.sha256(path.read_bytes()).hexdigest() == model["gold_sha256"]:
        crossed = model["cross_validation"]
        apart |= {"scores_are": f"of {crossed['folds']}-fold cross-validation, from meta.json", "fitted": scores}
        scores = crossed["model_and_rules"]
    return {"rows": len(lines)} | scores | rounded(sentences_per_second=len(lines) / seconds) | apart


def side(quad: str) -> str:
    """Cooperation or conflict."""
    return "cooperation" if quad in {"1", "2"} else "conflict"


# PLOVER gold standard records -----------------------------------------------------------------------------------------


def timed(documents: list[Document]) -> tuple[list[list[Report]], float]:
    """The reports of each document, and sentences coded a second."""
    list(code_all(documents[:1]))  # loads the parser
    sentences = sum(len(split_sentences(d.text)) for d in documents)
    began = time.perf_counter()
    found = [reports for _, reports in code_all(documents, domestic=True)]
    return found, sentences / (time.perf_counter() - began)


def day(text: str) -> date | None:
    """The day of a record, written 2017-03-05 or 20170305; none where it is neither."""
    match = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", str(text or ""))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def directions(report: Report) -> Iterable[tuple[str, str]]:
    """Source and target of a report; of a reciprocal act, both ways."""
    yield report.source, report.target
    if report.reciprocal:
        yield report.target, report.source


def states(actors: Any) -> set[str]:
    """First three letters of the codes of a record's actors."""
    listed = actors if isinstance(actors, list) else [actors] if actors else []
    codes = (str(a.get("code") or "") if isinstance(a, dict) else str(a) for a in listed)
    return {code[:3].upper() for code in codes if len(code) >= 3}


def gsr(path: Path) -> dict[str, Any]:
    """Shares of records whose type, states and dyad some report has; types as PLOVER, without status, counts them."""
    records = json.loads(path.read_text(encoding="utf-8"))
    documents = [
        Document(uri=f"record:{i}", text=str(record["text"]), published=day(record.get("date", "")) or UNDATED)
        for i, record in enumerate(records)
    ]
    coded, speed = timed(documents)
    hits = Counter[str]()
    for record, reports in zip(records, coded, strict=True):
        wanted = str(record["event"]).upper()
        wanted = OLD_NAMES.get(wanted, wanted)
        sources, targets = states(record.get("source")), states(record.get("target"))
        pairs = {(s, t) for s in sources for t in targets} or {
            (s, t) for s in sources for t in sources if s != t or len(sources) == 1
        }
        dyads = [r for r in reports if pairs & set(directions(r))]
        hits["root_hit"] += any(plover_type(r.type, r.status) == wanted for r in reports)
        hits["source_state"] += bool(sources & {s for r in reports for s, _ in directions(r)})
        hits["target_state"] += bool((targets or sources) & {t for r in reports for _, t in directions(r)})
        hits["dyad"] += bool(dyads)
        hits["dyad_root"] += any(plover_type(r.type, r.status) == wanted for r in dyads)
    names = ("root_hit", "source_state", "target_state", "dyad", "dyad_root")
    shares = {name: hits[name] / max(1, len(records)) for name in names}
    return {"records": len(records)} | rounded(**shares, sentences_per_second=speed)


# PETRARCH -------------------------------------------------------------------------------------------------------------


def petrarch_records(text: str) -> list[tuple[str, str, list[dict[str, str]]]]:
    """Date, text and codings of each sentence; the files are not well-formed XML, so they are read by their tags."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    found = []
    for piece in re.split(r"<Sentence\b", text)[1:]:
        body = re.search(r"<Text>(.*?)</Text>", piece, re.DOTALL)
        dated = re.search(r'\bdate\s*=\s*"(\d+)"', piece)
        if body:
            codings = [
                dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', m.group(1)))
                for m in re.finditer(r"<EventCoding\b(.*?)/?>", piece, re.DOTALL)
            ]
            words = " ".join(html.unescape(body.group(1)).split())
            found.append((dated.group(1) if dated else "", words, codings))
    return found


def asked(codings: list[dict[str, str]]) -> set[tuple[str, str, str]]:
    """Source state, target state and CAMEO code of each coding of a record."""
    return {
        (c.get("sourcecode", "")[:3], c.get("targetcode", "")[:3], c["eventcode"])
        for c in codings
        if c.get("eventcode") and not c.get("noevents")
    }


def petrarch(path: Path) -> dict[str, Any]:
    """Precision, recall and F1 of source state, target state and CAMEO code; F1 of states and CAMEO root."""
    records = petrarch_records(path.read_text(encoding="utf-8"))
    documents = [
        Document(uri=f"record:{i}", text=text, published=day(when)) for i, (when, text, _) in enumerate(records)
    ]
    coded, speed = timed(documents)
    exact, roots = Counter[str](), Counter[str]()
    for (_, _, codings), reports in zip(records, coded, strict=True):
        wanted = asked(codings)
        given = {(s, t, r.cameo or "") for r in reports for s, t in directions(r)}
        tally(exact, wanted, given)
        tally(roots, {(s, t, c[:2]) for s, t, c in wanted}, {(s, t, c[:2]) for s, t, c in given})
    precision, recall, f1 = scores(exact)
    return {"sentences": len(records)} | rounded(
        precision=precision, recall=recall, f1=f1, dyad_root_f1=scores(roots)[2], sentences_per_second=speed
    )


def tally(counts: Counter[str], wanted: set[tuple[str, str, str]], given: set[tuple[str, str, str]]) -> None:
    """Adds one sentence's codings."""
    counts["right"] += len(wanted & given)
    counts["wanted"] += len(wanted)
    counts["given"] += len(given)


def scores(counts: Counter[str]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    precision = counts["right"] / counts["given"] if counts["given"] else 0.0
    recall = counts["right"] / counts["wanted"] if counts["wanted"] else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


# Speed ----------------------------------------------------------------------------------------------------------------


def plain(path: Path) -> list[str]:
    """The sentences of a treebank's comments, or those of a plain text."""
    raw = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    text = raw.decode("utf-8")
    if ".conllu" in path.name:
        return [line.removeprefix("# text = ") for line in text.splitlines() if line.startswith("# text = ")]
    return [sentence.text for sentence in split_sentences(text)]


def speed(path: Path) -> dict[str, Any]:
    """Sentences a second over ordinary documents of thirty sentences, reading aside: one process, then two."""
    sentences = plain(path)
    documents = [
        Document(uri=f"text:{i}", text="\n\n".join(sentences[i : i + 30]), published=UNDATED)
        for i in range(0, len(sentences), 30)
    ]
    found: dict[str, float | int] = {"sentences": len(sentences), "words": sum(len(s.split()) for s in sentences)}
    list(code_many(documents[:1], 1))  # loads the parser
    reports = 0
    for jobs, name in ((1, "sentences_per_second_one_process"), (2, "sentences_per_second")):
        began = time.perf_counter()
        reports = sum(len(coded) for _, coded in code_many(documents, jobs))
        found[name] = len(sentences) / (time.perf_counter() - began)
    return rounded(**found, reports=reports)


def main() -> None:
    """Run one benchmark and print its object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=("plv", "gsr", "petrarch", "speed"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object (the only form there is)")
    args = parser.parse_args()
    run = {"plv": plv, "gsr": gsr, "petrarch": petrarch, "speed": speed}[args.set]
    print(json.dumps(run(args.file)))


if __name__ == "__main__":
    main()
