"""A checked brief to a file, by its ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from detente.brief.check import check, check_text
from detente.brief.model import Brief
from detente.errors import Error

FAILURES_SHOWN = 5


def render(brief: Brief, path: str | Path) -> None:
    """Write the brief to ``path`` as its ending says: ``.html``, ``.md``, ``.json`` or ``.pdf``.

    Raises `Error` when the ending is none of these, when the brief fails its check (nothing is written then), when the
    file cannot be written, and for a PDF when the typst package is missing.
    """
    path = Path(path)
    make = _renderers().get(path.suffix.lower())
    if make is None:
        raise Error(f"{path}: a brief ends in {', '.join(_renderers())}; name the file so.")
    content = make(brief)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Error(
            f"{path}: cannot be written ({error.strerror}); name a file in a folder that you may write to."
        ) from error


def html(brief: Brief) -> str:
    """The checked brief as one page that needs nothing else."""
    from detente.brief.render_html import to_html, visible_text

    return checked(brief, page := to_html(brief), visible_text(page))


def markdown(brief: Brief) -> str:
    """The checked brief as Markdown."""
    from detente.brief.render_markdown import to_markdown, visible_text

    return checked(brief, text := to_markdown(brief), visible_text(text))


def checked(brief: Brief, content: str, text: str) -> str:
    """The content, after the check of the brief and of the text that a reader sees; raises `Error` where it fails."""
    from detente import __version__

    require(check(brief) + check_text(brief, text, [__version__]))
    return content


def require(failures: list[str]) -> None:
    """Raise `Error` with what failed, if anything did."""
    if failures:
        shown = "; ".join(failures[:FAILURES_SHOWN])
        more = f"; and {len(failures) - FAILURES_SHOWN} more" if len(failures) > FAILURES_SHOWN else ""
        raise Error(
            f"the brief failed its check and was not written: {shown}{more}. Correct the record or report this."
        )


def _json(brief: Brief) -> bytes:
    from detente.brief.render_json import to_json

    require(check(brief))
    return to_json(brief).encode()


def _pdf(brief: Brief) -> bytes:
    from detente.brief.render_pdf import to_pdf

    require(check(brief))
    return to_pdf(brief)


def _renderers() -> dict[str, Callable[[Brief], bytes]]:
    return {
        ".html": lambda brief: html(brief).encode(),
        ".pdf": _pdf,
        ".md": lambda brief: markdown(brief).encode(),
        ".json": _json,
    }
