"""What states do to each other: every code maps, every weight has its sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import ontology
from detente.errors import Error
from detente.events import Quad
from detente.tables import rows

PAIRS = [(kind, mode) for kind in ontology.TYPES for mode in (None, *ontology.modes(kind))]
COOPERATION = {"verbal cooperation", "material cooperation"}


@pytest.mark.parametrize("code", ontology.cameo_codes())
def test_every_cameo_code_maps_to_a_known_type_mode_and_contexts(code: str) -> None:
    coding = ontology.from_cameo(code)
    assert coding.type in ontology.TYPES
    assert coding.mode is None or coding.mode in ontology.modes(coding.type)
    assert set(coding.contexts) <= set(ontology.CONTEXTS)
    assert coding.quad == ontology.quad(coding.type)
    assert -10 <= coding.goldstein <= 10
    assert ontology.cameo_name(code)


def test_all_310_codes_and_three_left_out_of_the_list_are_there() -> None:
    codes = ontology.cameo_codes()
    assert len(codes) == 313
    assert {code[:2] for code in codes} == {f"{root:02}" for root in range(1, 21)}


@pytest.mark.parametrize(("kind", "mode"), PAIRS)
def test_every_type_and_mode_has_weight_phrase_and_quad(kind: str, mode: str | None) -> None:
    assert -10 <= ontology.weight(kind, mode) <= 10
    assert ontology.describe(kind, mode)
    assert ontology.quad(kind) in set(Quad)


def test_weights_table_holds_each_pair_once_with_a_reason() -> None:
    table = [(row["type"], row["mode"] or None) for row in rows("ontology/weights")]
    assert sorted(table, key=str) == sorted(PAIRS, key=str)
    assert all(row["why"] for row in rows("ontology/weights"))


@pytest.mark.parametrize(("kind", "mode"), PAIRS)
def test_signs_follow_the_quad_class(kind: str, mode: str | None) -> None:
    weight = ontology.weight(kind, mode)
    if kind == "REQUEST":  # asking is near zero, and asking for help or talks is friendly
        assert -2 <= weight <= 1
    else:
        assert (weight > 0) == (ontology.quad(kind) in COOPERATION)


def test_accusing_is_negative() -> None:
    assert ontology.weight("ACCUSE") < 0


def test_goldstein_values_are_those_of_gdelt() -> None:
    assert ontology.from_cameo("016").goldstein == -2.0
    assert ontology.from_cameo("057").goldstein == 8.0
    assert ontology.from_cameo("190").goldstein == -10.0


def test_a_finer_code_than_known_is_read_as_the_coarser() -> None:
    assert ontology.from_cameo("0849") == ontology.from_cameo("084")
    assert ontology.from_cameo("176") == ontology.from_cameo("17")


@pytest.mark.parametrize("code", ["", "0", "21", "99", "x", "4"])
def test_an_unknown_root_is_refused(code: str) -> None:
    with pytest.raises(Error, match="CAMEO"):
        ontology.from_cameo(code)


def test_hosting_and_visiting_are_told_apart() -> None:
    assert ontology.from_cameo("042").mode == "visit"
    assert ontology.from_cameo("043").mode == "host"
    assert ontology.from_cameo("163").type == "COERCE"


@pytest.mark.parametrize(
    ("kind", "mode", "contexts", "code"),
    [
        ("CONSULT", None, (), "040"),
        ("CONSULT", "phone", (), "041"),
        ("CONSULT", "visit", ("diplomatic",), "042"),
        ("COOPERATE", None, ("economic",), "061"),
        ("COOPERATE", None, ("military",), "062"),
        ("AID", None, ("human_security",), "073"),
        ("REQUEST", "yield", ("economic",), "0254"),
        ("ACCUSE", None, (), "110"),
        ("ACCUSE", "allege", ("military",), "1123"),
        ("COERCE", "restrict", (), "163"),
        ("THREATEN", "violence", ("military",), "138"),
        ("ASSAULT", "aerial", (), "195"),
    ],
)
def test_the_way_back_to_cameo(kind: str, mode: str | None, contexts: tuple[str, ...], code: str) -> None:
    assert ontology.cameo_for(kind, mode, contexts) == code


@given(st.sampled_from(PAIRS), st.lists(st.sampled_from(ontology.CONTEXTS), max_size=3))
def test_a_code_found_for_a_pair_is_of_its_type(pair: tuple[str, str | None], contexts: list[str]) -> None:
    code = ontology.cameo_for(*pair, tuple(contexts))
    assert code is not None
    assert ontology.from_cameo(code).type == pair[0]
    assert code == ontology.cameo_for(*pair, tuple(reversed(contexts)))


def test_wrong_types_and_modes_are_refused_with_what_there_is() -> None:
    with pytest.raises(Error, match="CONSULT"):
        ontology.quad("TALK")
    with pytest.raises(Error, match="phone"):
        ontology.weight("CONSULT", "letter")
