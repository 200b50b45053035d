"""Bytes become text: marks, declarations, UTF-8, and only then a guess."""

from __future__ import annotations

import codecs
import re

from detente.errors import Error

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
SAMPLE = 200_000
FEW = 0.3
"""Below this share of bytes beyond ASCII a text that is not UTF-8 is taken for Western European (Windows-1252)."""
NOT_TEXT = "{where}: this is no text but binary data. Give text, Markdown, HTML, PDF, DOCX, RSS or Atom."


def declared_charset(data: bytes) -> str | None:
    """The encoding that an HTML or XML text names in its first 4096 bytes."""
    found = DECLARED.search(data[:4096])
    return (found.group(1) or found.group(2)).decode("ascii") if found else None


def decode(data: bytes, where: str, charset: str | None = None) -> str:
    """The text of a file or an answer; ``charset`` is what it declares, which gives way to marks and to valid UTF-8.

    Raises `detente.Error` for binary data, for UTF-8 with broken bytes and where no encoding fits.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, where)
    if b"\0" in data[:SAMPLE]:
        return _strict(data, _wide(data, where), where)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = _other(data, where, charset, error)
    else:
        if charset and _known(charset) and data.isascii():
            # Encodings of seven bits (ISO-2022-JP) look like ASCII.
            text = data.decode(charset, "replace")
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text))
    if controls * 50 > len(text):
        raise Error(NOT_TEXT.format(where=where))
    return text


def _other(data: bytes, where: str, charset: str | None, broken: UnicodeDecodeError) -> str:
    if charset and _known(charset) and codecs.lookup(charset).name != "utf-8":
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            pass
    if _mostly_utf8(data):
        raise Error(
            f"{where}: this is UTF-8 but byte {broken.start} ({data[broken.start]:#04x}) is broken. "
            "Save the file again as UTF-8."
        )
    sample = data[:SAMPLE]
    if sum(byte > 127 for byte in sample) < FEW * len(sample):
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            pass
    return _guess(data, where)


def _guess(data: bytes, where: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE]).best()
    if best is None:
        raise Error(NOT_TEXT.format(where=where))
    try:
        return data.decode(best.encoding)
    except UnicodeDecodeError:
        raise Error(f"{where}: no encoding fits this text. Save the file again as UTF-8.") from None


def _strict(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Error(
            f"{where}: this says it is {encoding.removesuffix('-sig').upper()} but byte {error.start} is broken. "
            "Save the file again as UTF-8."
        ) from None


def _wide(data: bytes, where: str) -> str:
    """UTF-16 without a mark shows as zeros in every other place; any other zeros are binary data."""
    sample = data[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 5 < len(sample):
        raise Error(NOT_TEXT.format(where=where))
    return "utf-16-be" if even > odd else "utf-16-le"


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    whole = sum(letter > "\x7f" and letter != "\ufffd" for letter in text)
    return whole > 0 and text.count("\ufffd") * 4 <= whole


def _known(charset: str) -> bool:
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True
