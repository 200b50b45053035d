"""A small writer of SVG: shapes with plain attributes, so that a page and a PDF show the same.

Colours are given as attributes for paper and named again as classes, so that a page may restyle them for the dark.
"""

from __future__ import annotations

from html import escape

INK = "#1c1f23"
SOFT = "#5b636d"
RULE = "#c9cfd6"
ACCENT = "#1f5f8b"
PALE = "#f3f5f7"
PALER = "#ffffff"
SMALL = 11.0
"""Size of a label, in the drawing's units."""
FONT = "Libertinus Serif, Georgia, serif"

# Advance widths of a humanist sans in thousandths of its size, good to a few per cent: enough to keep labels apart.
_NARROW, _WIDE = set("iljtfrI.,:;'|!()[] "), set("mwMWGOQ@%—")


def text_width(text: str, size: float) -> float:
    """About how wide a text is set at a size, both in the chart's units; on the generous side."""
    total = 0.0
    for letter in text:
        if letter in _NARROW:
            total += 0.34
        elif letter in _WIDE:
            total += 0.88
        elif letter.isupper() or ord(letter) > 0x2E80:
            total += 1.0 if ord(letter) > 0x2E80 else 0.7
        else:
            total += 0.56
    return total * size


def fit(text: str, size: float, width: float) -> str:
    """The text, cut with an ellipsis where it is wider than ``width``."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip(" ,") + "…" if text else ""


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


class Svg:
    """A drawing of fixed width and height in its own units; shapes are drawn in the order they are added."""

    def __init__(self, width: float, height: float, key: str) -> None:
        self.width, self.height, self.key = width, height, key
        self._parts: list[str] = []
        self.texts: list[str] = []

    def _tag(self, name: str, content: str | None = None, /, **attributes: float | str) -> None:
        shown = "".join(
            f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value) if not isinstance(value, str) else value)}"'
            for key, value in attributes.items()
        )
        self._parts.append(f"<{name}{shown}/>" if content is None else f"<{name}{shown}>{content}</{name}>")

    def rect(self, x: float, y: float, width: float, height: float, **attributes: float | str) -> None:
        """A filled rectangle; nothing where it has no area."""
        if width > 0 and height > 0:
            self._tag("rect", x=x, y=y, width=width, height=height, **attributes)

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: float | str) -> None:
        """A straight line."""
        self._tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)

    def path(self, points: list[tuple[float, float]], closed: bool = False, **attributes: float | str) -> None:
        """Straight lines through points; a single point becomes a dot where the line's ends are round."""
        if not points:
            return
        start, *rest = [f"{_plain(round(x, 1))} {_plain(round(y, 1))}" for x, y in points]
        moves = "".join(f"L{point}" for point in rest) or f"L{start}"
        self._tag("path", d=f"M{start}{moves}{'Z' if closed else ''}", **attributes)

    def circle(self, x: float, y: float, radius: float, **attributes: float | str) -> None:
        """A disc or ring."""
        self._tag("circle", cx=x, cy=y, r=radius, **attributes)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 11.5,
        anchor: str = "start",
        lead: str = "",
        **attributes: str,
    ) -> None:
        """One line of text; ``lead``, with which it begins, is set bold."""
        if text:
            self.texts.append(text)
            attributes = {"class_": "c-ink", "fill": INK, **attributes}
            bold = f'<tspan font-weight="bold">{escape(lead)}</tspan>' if lead and text.startswith(lead) else ""
            body = bold + escape(text[len(lead) :] if bold else text)
            self._tag("text", body, x=x, y=y, font_size=size, text_anchor=anchor, **attributes)

    def hatch(self) -> str:
        """A hatched fill, defined once, and how to refer to it."""
        name = f"{self.key}-hatch"
        definition = (
            f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="6" height="6" class="c-paper" fill="#ffffff"/>'
            f'<line x1="0" y1="0" x2="0" y2="6" stroke="{SOFT}" class="c-hatch" stroke-width="1.4"/></pattern></defs>'
        )
        if definition not in self._parts:
            self._parts.insert(0, definition)
        return f"url(#{name})"

    def done(self) -> str:
        """The drawing as text; it has no name of its own: the page that holds it names and describes it."""
        body = "".join(self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_plain(self.width)} {_plain(self.height)}" '
            f'width="{_plain(self.width)}" height="{_plain(self.height)}" font-family="{FONT}">{body}</svg>'
        )
