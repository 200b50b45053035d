"""Documents coded without a record, and the choice of a coder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from detente.api.words import Progress, check_confidence
from detente.errors import Error
from detente.events import Report
from detente.result import Result

if TYPE_CHECKING:
    from detente.coding.llm import LLM
    from detente.reading import Document

Before = Callable[[list["Document"]], None]
BATCH, BATCH_LLM = 1000, 20
"""Documents that an add keeps together: by rule, and by a language model, whose answers cost more to lose."""


@dataclass(frozen=True, slots=True)
class Coded(Result):
    """Reports found in documents that were not stored, and what could not be read."""

    reports: tuple[Report, ...]
    documents: int
    failures: tuple[str, ...]
    ROWS: ClassVar[str] = "reports"
    SHOWN: ClassVar[tuple[str, ...]] = ("date", "source", "target", "type", "status", "issues", "passage")

    def to_dict(self) -> dict[str, Any]:
        """The reports under the keys of the JSON contract."""
        return {"documents": self.documents, "reports": [r.to_dict() for r in self.reports], "failures": self.failures}


def code(
    inputs: Iterable[str | Path],
    *,
    published: str | None = None,
    coder: str | LLM = "rules",
    base_url: str | None = None,
    pipeline: str | None = None,
    min_confidence: float = 0.0,
    jobs: int | None = 1,
    before: Before | None = None,
    on_progress: Progress | None = None,
) -> Coded:
    """Read documents (files, folders, addresses, ``-``) and find the reports in them; nothing is stored.

    ``published`` dates texts that do not say when they were published. What cannot be read is named in ``failures``;
    `Error` is raised when nothing at all could be read.

    ``coder`` is ``rules``, ``openai:MODEL`` (a language model at ``base_url`` or $OPENAI_BASE_URL) or an
    `detente.coding.llm.LLM`. ``pipeline`` names an installed spaCy pipeline that parses for the rules in place of the
    shipped weights; it needs Penn tags and Universal Dependencies. Reports with less than ``min_confidence`` (0 to 1)
    are left out. ``jobs`` processes code by rule; with None as many as there are processors for more than 200
    documents; the reports are the same. A script that asks for several needs the guard
    ``if __name__ == "__main__":``. ``before`` is called with the documents before the first of them is coded, and may
    raise.
    """
    with_ = Coder.of(coder, base_url, pipeline, min_confidence, jobs)
    documents, failures = read(inputs, published)
    if before:
        before(documents)
    reports = [report for _, found in with_.code(documents, on_progress) for report in found]
    return Coded(tuple(reports), len(documents), (*failures, *with_.failures()))


@dataclass(frozen=True, slots=True)
class Coder:
    """A way to code documents; ``llm`` is None where they are coded by rule."""

    llm: LLM | None
    pipeline: str | None
    min_confidence: float
    jobs: int | None

    @classmethod
    def of(
        cls, coder: str | LLM, base_url: str | None, pipeline: str | None, min_confidence: float, jobs: int | None
    ) -> Coder:
        """The coder that is meant; `Error` where the options contradict each other or it is not to be had."""
        check_confidence(min_confidence)
        if jobs is not None and jobs < 1:
            raise Error(f"{jobs} processes cannot code anything; name 1 or more")
        if coder == "rules":
            if base_url:
                raise Error("the rules need no endpoint; leave --base-url out, or name --coder openai:MODEL")
            if pipeline:
                from detente.coding.syntax import pipeline_version

                pipeline_version(pipeline)  # refuse one that is unfit before anything is read
            return cls(None, pipeline, min_confidence, jobs)
        from detente.coding.llm import model_of

        if isinstance(coder, str):
            coder = model_of(coder, base_url)
        if jobs is not None and jobs > 1:
            raise Error("a language model is asked one question at a time; leave --jobs out")
        if pipeline:
            raise Error("a language model needs no parser; leave --pipeline out, or --coder")
        return cls(coder, None, min_confidence, 1)

    def code(self, documents: list[Document], on_progress: Progress | None) -> Iterator[tuple[Document, list[Report]]]:
        """Each document with its reports, in order."""
        from detente.coding.pool import code_chunk, code_many

        work = partial(code_chunk, pipeline=self.pipeline)
        coded = self.llm.code_all(documents) if self.llm else code_many(documents, self.jobs, work)
        for done, (document, found) in enumerate(coded, start=1):
            yield document, [report for report in found if report.confidence >= self.min_confidence]
            if on_progress:
                on_progress(done, len(documents))

    @property
    def batch(self) -> int:
        """So many documents are kept together."""
        return BATCH_LLM if self.llm else BATCH

    def failures(self) -> tuple[str, ...]:
        """A line for each document that was not coded."""
        return tuple(self.llm.failures) if self.llm else ()


def read(inputs: Iterable[str | Path], published: str | None) -> tuple[list[Document], tuple[str, ...]]:
    """The documents that inputs hold, and a line for each input that cannot be read; `Error` where none can."""
    from detente.reading import read_all

    reading = read_all([str(i) for i in inputs], published=published)
    documents = list(reading)
    failures = tuple(str(failure) for failure in reading.failures)
    if not documents:
        raise Error("; ".join(failures) or "there is nothing to read; name a file, a folder, an address or -")
    return documents, failures
