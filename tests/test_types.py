"""The learnt model of types: its word pieces, its answers, and what happens without it."""

from __future__ import annotations

import json
import random
import re
import sys
from datetime import date

import pytest

from detente import ontology
from detente.coding import code_all, given, pieces, types
from detente.coding.given import Given, types_between
from detente.errors import Error
from detente.reading.document import Document
from tests.conftest import ROOT

Marked = tuple[str, tuple[int, int], tuple[int, int]]

SAMPLES = [(row["text"], row["ids"]) for row in json.loads((ROOT / "tests/types_ids.json").read_text(encoding="utf-8"))]
OBVIOUS = [
    ("<s>The Russian president</s> held talks with <t>the Japanese prime minister</t> in Moscow.", "CONSULT"),
    ("<s>Soldiers</s> shot dead three <t>villagers</t> near the border on Sunday.", "ASSAULT"),
    ("<s>The foreign ministry</s> accused <t>Tehran</t> of breaking the accord.", "ACCUSE"),
    ("<s>Ottawa</s> promised to send <t>Kyiv</t> more aid next year.", "AGREE"),
    ("<s>Police</s> arrested <t>two opposition leaders</t> on Friday.", "COERCE"),
    ("<s>Seoul</s> called on <t>Pyongyang</t> to return to the talks.", "REQUEST"),
    ("<s>The minister</s> rejected <t>the union's</t> demand for higher pay.", "REJECT"),
    ("<s>Britain</s> expelled four <t>Russian</t> diplomats.", "SANCTION"),
    ("<s>Norway</s> sent food and medicine to <t>Haiti</t> after the earthquake.", "AID"),
    ("<s>Thousands of students</s> marched against <t>the government</t> in the capital.", "PROTEST"),
]

needs_model = pytest.mark.skipif(not types.available(), reason="onnxruntime is not installed (extra: model)")


def marked(text: str) -> Marked:
    spans, plain, at = {"s": [0, 0], "t": [0, 0]}, "", 0
    for match in re.finditer(r"<(/?)([st])>", text):
        plain += text[at : match.start()]
        at = match.end()
        spans[match[2]][bool(match[1])] = len(plain)
    (a, b), (c, d) = spans["s"], spans["t"]
    return plain + text[at:], (a, b), (c, d)


@pytest.mark.parametrize(("text", "ids"), SAMPLES)
def test_pieces_are_those_of_the_reference_tokeniser(text: str, ids: list[int]) -> None:
    assert types.pieces().marked(*marked(text), longest=1000) == ids


def test_of_a_long_text_the_stretch_with_the_marks_is_read() -> None:
    text = "It rained. " * 100 + "<s>Japan</s> met <t>Russia</t>. " + "It rained. " * 100
    ids = types.pieces().marked(*marked(text))
    assert len(ids) == pieces.LONGEST
    assert {pieces.SOURCE, pieces.SOURCE_END, pieces.TARGET, pieces.TARGET_END} <= set(ids)


def test_hostile_texts_are_cut_too() -> None:
    rng = random.Random(1)
    for _ in range(200):
        text = "".join(chr(rng.choice((rng.randrange(128), rng.randrange(0x3000), 0x1F600))) for _ in range(60))
        a, b, c, d = sorted(rng.randrange(61) for _ in range(4))
        ids = types.pieces().marked(text, (a, c), (b, d))
        assert ids[0] == pieces.START
        assert ids[-1] == pieces.END
        assert all(0 <= i < len(types.pieces().ids) for i in ids)


@needs_model
@pytest.mark.parametrize(("text", "kind"), OBVIOUS)
def test_plain_sentences_get_their_type(text: str, kind: str) -> None:
    assert types.predict([marked(text)])[0].type == kind


@needs_model
def test_probabilities_do_not_depend_on_the_company() -> None:
    items = [marked(text) for text, _ in OBVIOUS]
    together = types.predict(items)
    assert together == [types.predict([item])[0] for item in items]
    assert together == types.predict(items[::-1])[::-1]
    for view in together:
        assert sum(view.values) == pytest.approx(1)
        assert len(view.values) == len(view.modes) == len(ontology.TYPES)
        for kind, mode in zip(ontology.TYPES, view.modes, strict=True):
            assert mode is None or mode in ontology.modes(kind)


@needs_model
def test_the_rules_move_the_odds() -> None:
    view = types.predict([marked(OBVIOUS[0][0])])[0]
    assert view.with_rule(None) is view
    told = view.with_rule("THREATEN")
    assert told.of("THREATEN") > view.of("THREATEN")
    assert sum(told.values) == pytest.approx(1)


def test_without_the_model_the_rules_work_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [Given(*marked(text)) for text, _ in OBVIOUS]
    ruled = [kind or "CONSULT" for kind in given.rule_types(items)]
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert not types.available()
    assert types_between(items) == ruled
    types.session.cache_clear()
    with pytest.raises(Error, match="pip install"):
        types.predict([marked(OBVIOUS[0][0])])


@needs_model
def test_a_document_is_coded_with_and_without_the_model() -> None:
    text = "Russian Foreign Minister Sergei Lavrov met Japanese Foreign Minister Taro Kono in Moscow on Monday."
    document = Document(uri="a.txt", text=text, published=date(2018, 8, 1))
    ((_, plain),) = code_all([document], model=False)
    ((_, weighed),) = code_all([document])
    assert [(r.source, r.target, r.type) for r in plain] == [(r.source, r.target, r.type) for r in weighed]
    assert plain
    assert all(0 < w.confidence <= p.confidence for w, p in zip(weighed, plain, strict=True))
    assert weighed[0].confidence < plain[0].confidence


def test_the_model_is_small_and_says_where_it_comes_from() -> None:
    assert (types.FOLDER / "model.onnx").stat().st_size < 18e6
    licence = (types.FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert "Changes made" in licence
    assert "Apache License" in licence
    assert types.meta()["types"] == list(ontology.TYPES)
    assert types.meta()["cross_validation"]["model_and_rules"]["root_macro_f1"] >= 0.83
