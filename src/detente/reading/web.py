"""Addresses: fetched only when one is given, within limits of time and size, and never beyond http and https."""

from __future__ import annotations

import time
import zlib
from email.message import Message
from http.client import HTTPException
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from detente import __version__
from detente.errors import Error
from detente.reading.raw import Day, Raw

LIMIT = 20_000_000
"""Bytes that are fetched at most."""
TIMEOUT = 20.0
"""Seconds to wait for a connection and for each piece."""
DEADLINE = 120.0
"""Seconds for the whole."""
CHUNK = 65_536
HEADERS = {"User-Agent": f"detente/{__version__}", "Accept-Encoding": "identity"}
READABLE = (
    "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/rss+xml",
    "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml", "application/octet-stream", "",
)  # fmt: skip


class _WebOnly(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise URLError(f"it leads on to {newurl}, which is no web page")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def fetch(address: str, published: Day | None = None) -> Raw:
    """The bytes at an address.

    Raises `detente.Error` where nobody answers, the answer is an error, no text, or larger or slower than the limits.
    """
    try:
        request = Request(_quoted(address), headers=HEADERS)
        with build_opener(_WebOnly()).open(request, timeout=TIMEOUT) as answer:
            kind = answer.headers.get_content_type() if answer.headers.get("Content-Type") else ""
            if kind not in READABLE:
                raise Error(
                    f"{address}: this is {kind}, which cannot be read. Give the address of a page, PDF or feed."
                )
            data = _unpacked(_body(answer, address), answer.headers.get("Content-Encoding"), address)
            return Raw(address, answer.geturl(), data, answer.headers.get_content_charset(), kind, published)
    except HTTPError as error:
        with error:
            raise Error(f"{address}: the site answers {error.code} {error.reason}. Check the address.") from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise Error(f"{address}: cannot be fetched ({reason}). Check the address and the connection.") from error


def _quoted(address: str) -> str:
    """The address with letters beyond ASCII escaped, as http asks for."""
    parts = urlsplit(address)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    safe = "/%:;=@&+$,!~*'()[]?-._"
    return urlunsplit((parts.scheme, host, quote(parts.path, safe), quote(parts.query, safe), ""))


def _body(answer: Any, address: str) -> bytes:
    began = time.monotonic()
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(CHUNK):
        parts.append(part)
        size += len(part)
        if size > LIMIT:
            raise Error(f"{address}: this is larger than {LIMIT // 1_000_000} MB. Fetch it yourself and read the file.")
        if time.monotonic() - began > DEADLINE:
            raise Error(f"{address}: the site is too slow. Try again later, or fetch it yourself and read the file.")
    return b"".join(parts)


def _unpacked(data: bytes, encoding: str | None, address: str) -> bytes:
    """Some sites compress though they were asked not to."""
    if (encoding or "").lower() not in ("gzip", "x-gzip", "deflate"):
        return data
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        whole = unpacker.decompress(data, LIMIT)
    except zlib.error as error:
        raise Error(f"{address}: the site's answer is broken ({error}). Try again later.") from None
    if unpacker.unconsumed_tail:
        raise Error(f"{address}: this is larger than {LIMIT // 1_000_000} MB. Fetch it yourself and read the file.")
    return whole
