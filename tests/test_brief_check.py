"""The machine's check can fail: each rule is broken once, and must say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from detente.brief import Brief, check, render
from detente.brief.check import check_text
from detente.brief.model import Block, Day, Figure, Number, Paragraph, Section, Sentence, Table, Topic, Value
from detente.errors import Error
from tests.brief_sample import sample, with_inputs


def rebuilt(brief: Brief, key: str, change: Callable[[Block], Block]) -> Brief:
    """The brief with the blocks of a section changed."""
    sections = tuple(
        replace(part, blocks=tuple(change(block) for block in part.blocks)) if part.key == key else part
        for part in brief.sections
    )
    return replace(brief, sections=sections)


def with_sentence(change: Callable[[Sentence], Sentence]) -> Brief:
    """The sample with the first sentence of where it stands changed."""

    def paragraph(block: Block) -> Block:
        if isinstance(block, Paragraph) and "value" in block.sentences[0].values:
            return Paragraph((change(block.sentences[0]), *block.sentences[1:]))
        return block

    return rebuilt(sample(), "standing", paragraph)


def with_value(name: str, change: Callable[[Any], Value]) -> Brief:
    """The sample with one value of that sentence changed."""
    return with_sentence(lambda s: replace(s, values={**s.values, name: change(s.values[name])}))


def changed_row(event: str, **values: Any) -> Brief:
    """The sample over a record in which one event is another."""
    brief = sample()
    rows = tuple({**row, **values} if row["id"] == event else row for row in brief.inputs.events)
    return with_inputs(brief, events=rows)


def fails(brief: Brief, *words: str) -> None:
    found = check(brief)
    assert any(all(word in line for word in words) for line in found), found


def test_a_figure_that_is_not_the_datas() -> None:
    fails(with_value("value", lambda n: replace(n, value=3.3, shown="+3.3")), "relation.value is", "3.3 in the text")


def test_a_figure_printed_as_another() -> None:
    fails(with_value("value", lambda n: replace(n, shown="+9.9")), "printed as +9.9")


def test_a_figure_that_no_data_has() -> None:
    fails(with_value("value", lambda n: replace(n, fact="made.up")), "has no figure made.up")


def test_data_that_changed_under_the_text() -> None:
    brief = sample()
    points = brief.inputs.relation.points
    moved = replace(brief.inputs.relation, points=(*points[:-1], replace(points[-1], value=-5.0)))
    fails(with_inputs(brief, relation=moved), "relation.value is -5 in the data")


def test_a_date_the_record_does_not_have() -> None:
    strange = Day(date(1999, 1, 1), date(1999, 1, 1), "day", "1 January 1999")
    fails(with_value("day", lambda _: strange), "1999-01-01 is not in the record")


def test_a_date_printed_as_another() -> None:
    fails(with_value("day", lambda day: replace(day, shown="30 August 2018")), "is printed as 30 August 2018")


def test_something_after_the_day_said_to_have_happened() -> None:
    entry = sample().evidence[-3]
    fails(changed_row(entry.event, date=date(2018, 9, 1), status="happened"), "said to have happened on 2018-09-01")


def test_a_passage_that_is_not_the_records() -> None:
    fails(changed_row(sample().evidence[0].event, passage="Japan and Russia met."), "the passage is not the record's")


def test_a_quote_that_is_not_the_records() -> None:
    def quote(block: Block) -> Block:
        if isinstance(block, Topic):
            return replace(block, quotes=tuple(replace(q, passage=q.passage + " indeed") for q in block.quotes))
        return block

    fails(rebuilt(sample(), "agenda", quote), "the passage quoted is not that of event")


def test_a_passage_that_names_no_actor_and_is_not_marked() -> None:
    brief = sample()
    entry = brief.evidence[0]
    silent = changed_row(entry.event, passage="It was signed.")
    listed = (replace(entry, passage="It was signed.", unnamed=("JPN",)), *brief.evidence[1:])
    fails(replace(silent, evidence=listed), "names no actor of RUS", "not marked as resting on context")


def test_evidence_that_is_not_in_the_record() -> None:
    brief = sample()
    rows = tuple(row for row in brief.inputs.events if row["id"] != brief.evidence[0].event)
    fails(with_inputs(brief, events=rows), "is not in the record")


def test_a_plan_past_its_day_in_the_calendar() -> None:
    late = sample().inputs.until + timedelta(days=60)
    fails(with_inputs(sample(), until=late), "is listed as planned, but its day is past")


def test_a_plan_past_its_day_called_planned_in_the_evidence() -> None:
    late = sample().inputs.until + timedelta(days=60)
    brief = with_inputs(sample(), until=late)
    fails(brief, "a plan whose day is past is still called planned")
    fails(brief, "a plan whose day is past is still called announced")


def test_a_citation_that_leads_nowhere() -> None:
    fails(replace(sample(), evidence=sample().evidence[:-1]), "which is not in the evidence")


def test_a_backlink_that_leads_nowhere() -> None:
    brief = sample()
    entry = replace(brief.evidence[0], cited_by=("s1-999",))
    fails(replace(brief, evidence=(entry, *brief.evidence[1:])), "leads back to s1-999, which does not cite it")


def test_numbers_that_do_not_run() -> None:
    fails(replace(sample(), evidence=sample().evidence[::-1]), "do not run from 1")


def test_evidence_that_nothing_cites() -> None:
    entry = replace(sample().evidence[0], cited_by=())
    fails(replace(sample(), evidence=(entry, *sample().evidence[1:])), "nothing above cites it")


def test_two_sentences_under_one_name() -> None:
    fails(with_sentence(lambda s: replace(s, id="s1-2")), "s1-2: two sentences bear this name")


def test_an_empty_section_without_a_reason() -> None:
    brief = sample()
    fails(
        replace(brief, sections=(*brief.sections, Section(5, "drivers", "Who else moves it"))), "section 5", "no reason"
    )


def test_a_sentence_that_is_no_template() -> None:
    fails(with_sentence(lambda s: replace(s, template="They are the best of friends.")), "not one of the templates")


def test_a_figure_written_into_a_template() -> None:
    fails(with_sentence(lambda s: replace(s, template="It rose by 40 in all.")), "a figure stands in the template")


@pytest.mark.parametrize("claim", ["It fell because of that.", "That caused it.", "The talks led to a rise."])
def test_a_claim_of_a_cause(claim: str) -> None:
    fails(with_sentence(lambda s: replace(s, template=claim)), "claims a cause")


def test_a_name_with_a_figure_of_its_own() -> None:
    fails(with_value("band", lambda n: replace(n, shown="G77")), "“G77” holds a figure that is not the record's")


def test_a_figure_that_cites_nothing() -> None:
    fails(with_sentence(lambda s: replace(s, events=())), "the figure relation.value cites no event")


def test_a_figure_in_a_chart_that_is_not_in_its_data() -> None:
    def chart(block: Block) -> Block:
        if isinstance(block, Figure):
            return replace(block, wide=block.wide.replace("</svg>", '<text x="1">99.7</text></svg>'))
        return block

    fails(rebuilt(sample(), "history", chart), "chart relation: the figure 99.7 is not in its data")


def test_a_figure_in_the_rendered_text_that_is_not_the_pages() -> None:
    assert check_text(sample(), "It stands at 77.7 now.") == [
        "the rendered text holds the figure 77.7, which is not the page's"
    ]


@pytest.mark.parametrize("suffix", [".html", ".md", ".json", ".pdf"])
def test_a_brief_that_fails_is_not_written(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"brief{suffix}"
    with pytest.raises(Error, match=r"failed its check and was not written: .*printed as \+9\.9"):
        render(with_value("value", lambda n: replace(n, shown="+9.9")), path)
    assert not path.exists()


def test_every_number_of_the_page_is_checked() -> None:
    """Each printed figure, moved by one, is found out: none is shown that the check does not see."""
    brief = sample()
    for part in brief.sections:
        for at, block in enumerate(part.blocks):
            if not isinstance(block, Table):
                continue
            for row_at, row in enumerate(block.rows):
                for cell_at, cell in enumerate(row):
                    value = cell.values.get("x")
                    if isinstance(value, Number):
                        moved = replace(cell, values={"x": replace(value, value=value.value + 1)})
                        rows = list(block.rows)
                        rows[row_at] = (*row[:cell_at], moved, *row[cell_at + 1 :])
                        blocks = (*part.blocks[:at], replace(block, rows=tuple(rows)), *part.blocks[at + 1 :])
                        sections = tuple(replace(p, blocks=blocks) if p is part else p for p in brief.sections)
                        assert check(replace(brief, sections=sections))
