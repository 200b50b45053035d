"""The rules over a parser of the user's own: only where its labels are those the rules are written for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import spacy

import detente
from detente.coding import syntax
from detente.coding.pool import code_chunk
from detente.errors import Error
from detente.reading.document import Document

DOCUMENT = Document(
    "memory:note",
    "Japan's Prime Minister met President Putin of Russia in Sochi on 6 May 2016. Russia criticised Japan.",
    published=date(2016, 5, 7),
)


@pytest.fixture(scope="module")
def fit(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A pipeline as a user may have one installed: the shipped one, complete, in a folder."""
    folder = tmp_path_factory.mktemp("pipeline")
    syntax._shipped().to_disk(folder)
    return str(folder)


def foreign(folder: Path) -> str:
    """A pipeline whose parser has the labels of other conventions."""
    nlp = spacy.blank("en")
    parser = nlp.add_pipe("parser")
    for label in ("nsubj", "nsubjpass", "dobj", "pobj", "prep", "poss"):
        parser.add_label(label)  # type: ignore[attr-defined]
    tagger = nlp.add_pipe("tagger")
    for tag in ("NN", "NNP", "VB", "VBD", "VBN", "IN"):
        tagger.add_label(tag)  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.to_disk(folder / "foreign")
    return str(folder / "foreign")


def test_a_fit_pipeline_codes_and_is_named(fit: str) -> None:
    (own,) = code_chunk([DOCUMENT])
    (theirs,) = code_chunk([DOCUMENT], fit)
    assert own
    assert [r.coder for r in theirs] == [f"{r.coder}, en_detente_syntax 1" for r in own]
    assert [r.to_dict() | {"coder": ""} for r in theirs] == [r.to_dict() | {"coder": ""} for r in own]
    assert code_chunk([DOCUMENT]) == [own]


def test_an_unfit_pipeline_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(
        Error, match=r"Universal Dependencies; .* has no acl:relcl, case, nmod:poss, nsubj:pass, obj, obl"
    ):
        detente.code(["absent.txt"], pipeline=foreign(tmp_path))


def test_a_pipeline_that_is_not_there_is_refused(fit: str) -> None:
    with pytest.raises(Error, match="no_such_pipeline: this spaCy pipeline cannot be loaded"):
        detente.code(["absent.txt"], pipeline="no_such_pipeline")
    with pytest.raises(Error, match="needs no parser"):
        detente.code(["absent.txt"], coder="openai:m", base_url="http://127.0.0.1:9/v1", pipeline=fit)


def test_through_the_front_door_and_several_processes(fit: str, tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"{number}.txt").write_text(f"{DOCUMENT.text} Note {number}.", encoding="utf-8")
    one, two = (detente.code([tmp_path], published="2016-05-07", pipeline=fit, jobs=jobs) for jobs in (1, 2))
    assert one.reports == two.reports
    assert one.reports and all(r.coder.endswith(", en_detente_syntax 1") for r in one.reports)
