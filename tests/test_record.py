"""The record: what is kept, that nothing is kept by half, and how it fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from detente import Error
from detente.events import Coverage, Report, Source, event_schema, report_schema
from detente.reading import Citation, Document
from detente.record import Store

SOURCE = Source("essays", "folder", sha256="1")


def document(number: int = 1, text: str = "Japan and Russia met in Moscow. They met.", **more: object) -> Document:
    return Document(f"file:{number}", text, published=date(2018, 7, 31), **more)  # type: ignore[arg-type]


def report(text: str = "Japan and Russia met in Moscow.", **more: object) -> Report:
    given = {"date": date(2018, 7, 31), "source": "JPN", "target": "RUS", "type": "CONSULT", "mode": "meet",
             "quad": "verbal cooperation", "passage": text, "reciprocal": True, "start": 0,
             "end": len(text)}  # fmt: skip
    return Report(**(given | more))  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "r.duckdb") as opened:
        yield opened


def test_two_sentences_about_one_meeting_are_one_event(store: Store) -> None:
    second = report("They met.", start=32, end=41, format="2+2", issues=("security",))
    result = store.add(SOURCE, [(document(), [report(), second])])
    assert (result.documents, result.reports, result.skipped) == (1, 2, 0)
    events = store.events("RUS", "JPN")
    assert events.schema == event_schema()
    [event] = events.to_pylist()
    assert (event["reports"], event["publishers"], event["format"]) == (2, 1, "2+2")
    assert store.reports([event["id"]]).schema == report_schema()
    assert sorted(store.reports([event["id"]])["id"].to_pylist()) == event["report_ids"]
    assert store.check() == []


def test_adding_twice_changes_nothing(store: Store) -> None:
    store.add(SOURCE, [(document(), [report()])])
    before = [store.events(), store.documents(), store.sources(), store.coverage()]
    again = store.add(SOURCE, [(document(), [report()])])
    other = store.add(Source("essays", "folder", sha256="2"), [(document(), [report()])])
    assert (again.documents, again.reports, again.skipped) == (0, 0, 1)
    assert other.skipped == 1
    assert [store.events(), store.documents(), store.sources(), store.coverage()] == before


def test_queries(store: Store) -> None:
    reports = [
        report(issues=("energy",)),
        report(type="ACCUSE", mode=None, quad="verbal conflict", reciprocal=False, source="RUS", target="JPN",
               date=date(2018, 8, 2), issues=("missile defence",)),
        report(type="VISIT", mode="visit", reciprocal=False, date=date(2018, 9, 10), date_end=date(2018, 9, 13),
               status="planned"),
    ]  # fmt: skip
    store.add(SOURCE, [(document(), reports)])

    def found(*states: str, **more: object) -> list[str]:
        types: list[str] = store.events(*states, **more)["type"].to_pylist()  # type: ignore[arg-type]
        return types

    assert found("JPN", "RUS") == ["CONSULT", "ACCUSE", "VISIT"]
    assert found("RUS", "JPN", directed=True) == ["CONSULT", "ACCUSE"]
    assert found("JPN", directed=True) == ["CONSULT", "VISIT"]
    assert found("USA") == []
    assert found(since=date(2018, 9, 12), until=date(2018, 9, 12)) == ["VISIT"]
    assert found(until=date(2018, 8, 2)) == ["CONSULT", "ACCUSE"]
    assert found(type=["ACCUSE", "VISIT"], status="happened") == ["ACCUSE"]
    assert found(issue="energy") == ["CONSULT"]
    assert found(text="MET IN moscow", type="CONSULT") == ["CONSULT"]
    assert found(text="met in ' Paris%") == []
    assert store.events("JPN", "RUS")["date"].to_pylist() == [date(2018, 7, 31), date(2018, 8, 2), date(2018, 9, 10)]


def test_text_is_sought_in_every_report(store: Store) -> None:
    store.add(SOURCE, [(document(), [report(), report("They met.", start=32, end=41)])])
    assert len(store.events(text="they met")) == 1
    assert len(store.events(text="in moscow")) == 1


def test_an_exception_in_the_middle_leaves_the_record_as_it_was(store: Store) -> None:
    store.add(SOURCE, [(document(), [report()])])
    before = [store.events(), store.documents(), store.sources(), store.reports()]

    def broken() -> Iterator[tuple[Document, list[Report]]]:
        yield document(2), [report()]
        raise RuntimeError("coder fell over")

    with pytest.raises(RuntimeError, match="fell over"):
        store.add(Source("other", "folder"), broken())
    assert [store.events(), store.documents(), store.sources(), store.reports()] == before
    assert store.add(SOURCE, [(document(2), [report()])]).documents == 1


def test_a_span_that_is_not_its_passage_is_refused(store: Store) -> None:
    with pytest.raises(Error, match=r"file:1.*characters 3 to"):
        store.add(SOURCE, [(document(), [report(start=3)])])
    with pytest.raises(Error, match="another document"):
        store.add(SOURCE, [(document(), [report(document="abc")])])


def test_rows_of_a_feed_need_no_document(store: Store) -> None:
    row = Report(date(2018, 1, 1), "JPN", "RUS", "CONSULT", "verbal cooperation", native_source="JPNGOV", coder="g1")
    assert store.add(Source("gdelt1", "feed"), [(None, [row, row])]).reports == 1
    assert store.add(Source("gdelt1", "feed", sha256="x"), [(None, [row])]).reports == 0
    assert store.events()["publishers"].to_pylist() == [1]
    assert store.check() == []


def test_publishers_are_counted_once_each(store: Store) -> None:
    items = [
        (Document("https://www.a.example/1", document().text, publisher="A"), [report()]),
        (Document("https://www.a.example/2", document().text, publisher="A"), [report()]),
        (Document("https://b.example/1", document().text), [report()]),
        (document(9), [report()]),
    ]
    store.add(SOURCE, items)
    [event] = store.events().to_pylist()
    assert (event["reports"], event["publishers"]) == (4, 3)


def test_coverage_by_months_of_documents(store: Store) -> None:
    items: list[tuple[Document, list[Report]]] = [
        (Document("a", "A", published=date(2018, 1, 31)), []),
        (Document("b", "B", published=date(2018, 4, 1), published_precision="month"), []),
        (Document("c", "C"), []),
    ]
    store.add(SOURCE, items[:1])
    store.add(SOURCE, items)
    rows = [tuple(row.values())[1:4] for row in store.coverage().to_pylist()]
    assert rows == [
        (date(2018, 1, 1), date(2018, 1, 31), "loaded"),
        (date(2018, 2, 1), date(2018, 3, 31), "missing"),
        (date(2018, 4, 1), date(2018, 4, 30), "loaded"),
    ]
    assert store.check() == []


def test_stated_coverage_is_kept(store: Store) -> None:
    def stated(state: str) -> Source:
        return Source("f", "feed", coverage=(Coverage("f", date(2018, 1, 1), date(2018, 1, 2), state, "why"),))

    store.add(stated("failed"), [])
    store.add(stated("loaded"), [(document(), [])])
    assert [row["state"] for row in store.coverage("f").to_pylist()] == ["loaded"]
    assert store.coverage("g").num_rows == 0


def test_documents_come_back_as_they_went_in(store: Store) -> None:
    cited = Citation("MOFA", "2+2", "2018-07-31", "https://mofa.example")
    given = document(text="日本 and Россия\r\n\u00a0x", title="T", publisher="P", language="ja", citations=(cited,))
    store.add(SOURCE, [(given, [])])
    [row] = store.documents([given.id]).to_pylist()
    assert row["text"] == given.text
    assert row["citations"] == [
        {"publisher": "MOFA", "title": "2+2", "date": "2018-07-31", "url": "https://mofa.example"}
    ]
    assert store.documents([]).num_rows == 0
    assert "text" not in store.documents(text=False).column_names
    assert store.has(given)
    assert not store.has(document(7))
    [source] = store.sources().to_pylist()
    assert (source["documents"], source["reports"]) == (1, 0)


def test_threads_may_share_a_store(store: Store) -> None:
    store.add(SOURCE, [(document(), [report()])])
    found: list[int] = []

    def ask() -> None:
        found.extend(store.events("JPN", "RUS").num_rows for _ in range(5))

    def items() -> Iterator[tuple[Document, list[Report]]]:
        for number in range(2, 30):
            yield document(number), [report()]

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    store.add(SOURCE, items())
    for thread in threads:
        thread.join()
    assert found == [1] * 20
    assert store.check() == []
