"""Questions to a chat-completions endpoint that the user named: one request at a time, tried again within bounds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from detente import __version__
from detente.errors import Error

LIMIT = 10_000_000
"""Bytes of an answer that are read at most."""
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
"""Statuses after which the same question may be answered later."""
OF_THE_TEXT = frozenset({400, 413, 422})
"""Statuses that refuse one question; others may still be answered."""


class UnansweredError(Error):
    """One question got no fit answer; others may."""


class RefusedError(Error):
    """No question will be answered: a wrong address, key or model."""


class _UnfitError(Exception):
    """An answer that may be better next time; ``wait`` is how long the other side asks to be left alone."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class _NoRedirect(HTTPRedirectHandler):
    # A key must not travel on to another address.
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        return None


@dataclass
class Endpoint:
    """An OpenAI-compatible endpoint; ``base_url`` is what comes before ``/chat/completions``.

    ``timeout`` is seconds to wait for the connection and for each piece of an answer. A question is asked at most
    ``tries`` times, one that is answered with nonsense ``nonsense`` times; between two times lie ``first_wait``
    seconds, twice as many each time, or what the other side asks for (Retry-After), at most ``longest_wait``.
    """

    base_url: str
    key: str | None = None
    timeout: float = 120.0
    tries: int = 6
    nonsense: int = 3
    first_wait: float = 1.0
    longest_wait: float = 300.0
    sleep: Callable[[float], None] = time.sleep
    requests: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Error(f"{self.base_url!r} is no address of an endpoint; write it as https://host/v1")
        self.base_url = self.base_url.rstrip("/").removesuffix("/chat/completions")

    def ask(self, body: dict[str, Any], read: Callable[[dict[str, Any]], Any]) -> Any:
        """What ``read`` makes of the answer to ``body``; a ValueError from it counts as nonsense, and is asked again.

        Raises `RefusedError` where the endpoint will answer nothing, `UnansweredError` where it did not answer this.
        """
        nonsense, wait, reason = 0, self.first_wait, ""
        for turn in range(1, self.tries + 1):
            try:
                return read(self._post(body))
            except ValueError as error:
                reason, pause = f"its answer is not what was asked for ({error})", None
                nonsense += 1
            except _UnfitError as error:
                reason, pause = str(error), error.wait
            if turn == self.tries or nonsense >= self.nonsense:
                break
            if pause is not None and pause > self.longest_wait:
                raise RefusedError(f"{self.base_url}: {reason}, and asks to wait {pause:.0f} seconds; try again then")
            self.sleep(wait if pause is None else pause)
            wait = min(wait * 2, self.longest_wait)
        raise UnansweredError(f"{self.base_url}: {reason}; asked {turn} times")

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "User-Agent": f"detente/{__version__}"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        request = Request(f"{self.base_url}/chat/completions", data, headers, method="POST")
        self.requests += 1
        try:
            with build_opener(_NoRedirect()).open(request, timeout=self.timeout) as answer:
                kind, raw = answer.headers.get_content_type(), answer.read(LIMIT + 1)
        except HTTPError as error:
            with error:
                raise self._wrong(error) from None
        except TimeoutError:
            raise _UnfitError(f"no answer within {self.timeout:g} seconds") from None
        except (URLError, HTTPException, OSError) as error:
            raise _UnfitError(
                f"nobody answers ({getattr(error, 'reason', None) or error or type(error).__name__})"
            ) from None
        if len(raw) > LIMIT:
            raise _UnfitError(f"it answers with more than {LIMIT:,} bytes")
        if kind == "text/html":
            raise ValueError("it is a web page; does the base URL end in /v1?")
        try:
            found = json.loads(raw)
        except RecursionError:
            raise ValueError("its JSON is nested too deeply") from None
        if not isinstance(found, dict):
            raise ValueError("it is no JSON object")
        return found

    def _wrong(self, error: HTTPError) -> Exception:
        said, code = _said(error)
        reason = f"it answers {error.code} {error.reason}{f' ({said})' if said else ''}"
        if error.code in AGAIN and code != "insufficient_quota":
            return _UnfitError(reason, _retry_after(error.headers.get("Retry-After")))
        if error.code in OF_THE_TEXT:
            return UnansweredError(f"{self.base_url}: {reason}")
        if error.code in (401, 403):
            reason += "; is the key in $OPENAI_API_KEY right?"
        elif error.code in (301, 302, 303, 307, 308):
            reason += f"; it leads on to {error.headers.get('Location')}: name that as the base URL if you trust it"
        elif error.code in (404, 405):
            reason += "; are base URL (it usually ends in /v1) and model right?"
        return RefusedError(f"{self.base_url}: {reason}")


def _said(error: HTTPError) -> tuple[str, str]:
    """What an error's body says, in one short line, and its code."""
    try:
        found = json.loads(error.read(100_000))["error"]
        said, code = (found.get("message"), found.get("code")) if isinstance(found, dict) else (found, "")
    except (ValueError, KeyError, TypeError, OSError, HTTPException):
        return "", ""
    line = "".join(c if c.isprintable() else " " for c in str(said or ""))
    return " ".join(line.split())[:200], str(code or "")


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait by a Retry-After header, which has seconds or a date."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
