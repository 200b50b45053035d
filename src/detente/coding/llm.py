"""A language model as coder, at an endpoint that the user names; `detente.coding.answers` checks what it says."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from detente import ontology
from detente.coding.answers import Checker, RejectedError
from detente.coding.endpoint import Endpoint, UnansweredError
from detente.errors import Error
from detente.events import Report
from detente.issues import issues
from detente.occasions import formats
from detente.reading.document import Document
from detente.tables import DATA, rows

VERSION = 1
"""Of the prompt and the checks; it is part of the coder's name."""
PREFIX = "openai:"
LONGEST_PART = 12_000
"""Characters of a document in one question; longer ones are asked about part by part."""
SHORTEST_PART = 500
"""A part whose answer is cut off is halved down to this."""
CHARACTERS_A_TOKEN = 4
ANSWER_SHARE = 0.25
"""Tokens of an answer for each token of text, for the estimate."""
TOKENS_A_SECOND = 50
SECONDS_A_REQUEST = 1.0
GIVE_UP_AFTER = 3
"""Documents in a row without an answer after which no more are asked about."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What coding is likely to take: tokens by `CHARACTERS_A_TOKEN`, the answers' by `ANSWER_SHARE`."""

    documents: int
    requests: int
    tokens_in: int
    tokens_out: int

    @property
    def seconds(self) -> float:
        """Time at `TOKENS_A_SECOND` tokens of answer and `SECONDS_A_REQUEST` more for each request."""
        return self.tokens_out / TOKENS_A_SECOND + self.requests * SECONDS_A_REQUEST

    def price(self, price_in: float | None, price_out: float | None) -> float | None:
        """The price in the currency of the prices for a million tokens; None where neither price is known."""
        return _price(self.tokens_in, self.tokens_out, price_in, price_out)

    def words(self, price_in: float | None = None, price_out: float | None = None) -> str:
        """The estimate in a line."""
        return (
            f"estimate: {_many(self.documents, 'document')} in {_many(self.requests, 'request')}, about "
            f"{self.tokens_in:,} tokens in and {self.tokens_out:,} out{_cost(self.price(price_in, price_out))}, "
            f"about {_duration(self.seconds)}"
        )


@dataclass
class Tally:
    """What was asked and what came of it; ``rejected`` counts by reason the reports that were not believed."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    reports: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    def words(self, price_in: float | None = None, price_out: float | None = None) -> str:
        """What was asked and what came of it, in a line."""
        price = _cost(_price(self.tokens_in, self.tokens_out, price_in, price_out))
        used = f", {self.tokens_in:,} tokens in and {self.tokens_out:,} out{price}" if self.tokens_in else ""
        reasons = ", ".join(f"{reason} {count}" for reason, count in self.rejected.most_common())
        refused = f"{self.rejected.total()} refused ({reasons})" if reasons else "none refused"
        return f"{_many(self.requests, 'request')}{used}; {_many(self.reports, 'report')} believed, {refused}"


class _CutOffError(Exception):
    """The answer ended before it was complete."""


class LLM:
    """A model as coder: ``code`` one document or ``code_all`` of many.

    ``model`` is the endpoint's name of the model. The base URL is ``base_url`` or $OPENAI_BASE_URL, the key ``key`` or
    $OPENAI_API_KEY; without a base URL there is an `Error`, without a key none is sent. Nothing is contacted before
    the first document is coded. ``failures`` has a line for each document that got no answer.
    """

    def __init__(
        self, model: str, *, base_url: str | None = None, key: str | None = None, endpoint: Endpoint | None = None
    ) -> None:
        if not model.strip():
            raise Error("the coder openai: needs a model, as in openai:MODEL")
        address = base_url or os.environ.get("OPENAI_BASE_URL")
        if endpoint is None and not address:
            raise Error("a language model needs the address of its endpoint; give --base-url or set $OPENAI_BASE_URL")
        self.model = model.strip()
        self.endpoint = endpoint or Endpoint(address or "", key or os.environ.get("OPENAI_API_KEY"))
        self.name = f"llm {PREFIX}{self.model} {VERSION}"
        self.tally = Tally()
        self.failures: list[str] = []

    def estimate(self, documents: Iterable[Document]) -> Estimate:
        """What coding the documents is likely to take."""
        lengths = [[end - start for start, end in parts(d.text)] for d in documents]
        requests = sum(map(len, lengths))
        text = sum(map(sum, lengths)) // CHARACTERS_A_TOKEN
        asked = requests * (len(instructions()) // CHARACTERS_A_TOKEN)
        return Estimate(len(lengths), requests, text + asked, int(text * ANSWER_SHARE) + requests * 10)

    def code(self, document: Document) -> list[Report]:
        """The reports of a document in the order of their passages.

        Raises `detente.Error` where the endpoint gives no fit answer.
        """
        checker = Checker(document, self.name)
        found = [report for start, end in parts(document.text) for report in self._part(checker, start, end)]
        found.sort(key=lambda report: (report.start or 0, report.end or 0))
        return list({report.id: report for report in found}.values())

    def code_all(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Report]]]:
        """Each document with its reports, in order; those that got no answer are left out and noted in ``failures``.

        Raises `detente.Error` where the endpoint answers nothing at all.
        """
        silent = 0
        for document in documents:
            try:
                found = self.code(document)
            except UnansweredError as error:
                self.failures.append(f"{document.uri}: not coded; {error}")
                silent += 1
                if silent >= GIVE_UP_AFTER:
                    raise Error(
                        f"{error}; {silent} documents in a row were not answered, the last {document.uri}"
                    ) from None
                continue
            silent = 0
            yield document, found

    def _part(self, checker: Checker, start: int, end: int) -> list[Report]:
        try:
            said = self.endpoint.ask(self._question(checker.document, start, end), self._read)
        except _CutOffError:
            if end - start < 2 * SHORTEST_PART:
                raise UnansweredError(f"{self.endpoint.base_url}: the answer was cut off") from None
            halves = parts(checker.document.text, (end - start + 1) // 2, start, end)
            return [report for first, last in halves for report in self._part(checker, first, last)]
        finally:
            self.tally.requests = self.endpoint.requests
        found = []
        for item in said:
            try:
                found.append(checker.report(item, start, end))
            except RejectedError as reason:
                self.tally.rejected[str(reason)] += 1
        self.tally.reports += len(found)
        return found

    def _question(self, document: Document, start: int, end: int) -> dict[str, Any]:
        # The text goes as a JSON string: nothing in it can end it.
        shown = {
            "published": _period(document), "title": document.title, "publisher": document.publisher,
            "language": document.language, "text": document.text[start:end],
        }  # fmt: skip
        return {
            "model": self.model,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [
                {"role": "system", "content": instructions()},
                {"role": "user", "content": json.dumps(shown, ensure_ascii=False)},
            ],
        }

    def _read(self, answer: dict[str, Any]) -> list[Any]:
        """The reports in an answer, unchecked; ValueError where it is not what was asked for."""
        used = answer.get("usage")
        if isinstance(used, dict):
            self.tally.tokens_in += _count(used.get("prompt_tokens"))
            self.tally.tokens_out += _count(used.get("completion_tokens"))
        try:
            choice = answer["choices"][0]
            content = choice["message"]["content"]
        except (KeyError, IndexError, TypeError):
            raise ValueError("it has no message") from None
        if choice.get("finish_reason") == "length":
            raise _CutOffError
        if not isinstance(content, str):
            raise ValueError("its message is no text")
        fenced = re.fullmatch(r"\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*", content, re.DOTALL)
        try:
            found = json.loads(fenced.group(1) if fenced else content)
        except RecursionError:
            raise ValueError("its JSON is nested too deeply") from None
        reports = found.get("reports") if isinstance(found, dict) else None
        if not isinstance(reports, list):
            raise ValueError('it has no list "reports"')
        return reports


def model_of(coder: str, base_url: str | None = None) -> LLM:
    """The model that ``openai:MODEL`` names; `Error` where a coder's name is another."""
    if not coder.startswith(PREFIX):
        raise Error(f"{coder!r} is no coder; there are rules and {PREFIX}MODEL")
    return LLM(coder.removeprefix(PREFIX), base_url=base_url)


def _price(tokens_in: int, tokens_out: int, price_in: float | None, price_out: float | None) -> float | None:
    if price_in is None and price_out is None:
        return None
    return (tokens_in * (price_in or 0.0) + tokens_out * (price_out or 0.0)) / 1e6


def _cost(price: float | None) -> str:
    return "" if price is None else f", price {price:.2f}" if price >= 1 else f", price {price:.4f}"


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _count(value: Any) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


def _period(document: Document) -> str | None:
    if document.published is None:
        return None
    return document.published.isoformat()[: {"year": 4, "month": 7}.get(document.published_precision, 10)]


def parts(text: str, longest: int = LONGEST_PART, start: int = 0, end: int | None = None) -> Sequence[tuple[int, int]]:
    """Spans that cover a text without overlap, each at most ``longest`` characters, cut at paragraphs where possible.

    A paragraph that is too long is cut after a sentence, a word, or anywhere. Spans of white space are left out.
    """
    end = len(text) if end is None else end
    found = []
    while start < end:
        cut = end
        if end - start > longest:
            cut = start + longest
            for mark in ("\n\n", "\n", ". ", "。", " "):
                at = text.rfind(mark, start + longest // 4, cut)
                if at >= 0:
                    cut = at + len(mark)
                    break
        if not text[start:cut].isspace():
            found.append((start, cut))
        start = cut
    return found


@cache
def instructions() -> str:
    """The prompt, with the types, formats and issues that reports may have."""
    meanings = {row["type"]: row["meaning"] for row in rows("ontology/types") if not row["mode"]}
    types = "\n".join(
        f"{kind}: {meanings[kind]}. Modes: {', '.join(ontology.modes(kind)) or 'none'}" for kind in ontology.TYPES
    )
    template = (DATA / "llm" / "prompt.txt").read_text(encoding="utf-8")
    for name, words in (
        ("types", types),
        ("formats", ", ".join(known.name for known in formats())),
        ("issues", ", ".join(known.name for known in issues())),
    ):
        template = template.replace("{" + name + "}", words)
    return template
