"""Labels of a chart put into lanes, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence

from detente.brief.svg import SMALL, fit, text_width


def lanes(texts: Sequence[str], xs: Sequence[float], right: float) -> list[tuple[str, int, str]]:
    """For each label its text, lane (0 the lowest) and anchor, so that no text meets a text or another's leader.

    A leader runs from its label straight down, so a text may only pass over leaders of labels that lie lower. Where
    that cannot be had, the longest labels are cut to their letter; the list below the chart has the rest.
    """
    spans: list[tuple[float, float]] = []
    shown: list[tuple[str, str]] = []
    for text, x in zip(texts, xs, strict=True):
        wide = text_width(text, SMALL) + 8
        if x + wide <= right:
            spans.append((x - 4, x + wide))
            shown.append((text, "start"))
        else:
            text = fit(text, SMALL, x - 12)
            spans.append((x - text_width(text, SMALL) - 8, x + 4))
            shown.append((text, "end"))
    solved = _solve(spans, xs)
    for longest in sorted(range(len(spans)), key=lambda i: spans[i][0] - spans[i][1]):
        if solved is not None:
            break
        shown[longest] = (texts[longest].split(" ")[0], "middle")
        spans[longest] = (xs[longest] - 6, xs[longest] + 6)
        solved = _solve(spans, xs)
    solved = solved or [0] * len(spans)
    return [(text, lane, anchor) for (text, anchor), lane in zip(shown, solved, strict=True)]


def _solve(spans: Sequence[tuple[float, float]], xs: Sequence[float]) -> list[int] | None:
    count = len(spans)
    lanes = [0] * count
    for _ in range(count * count + 1):
        moved = False
        for i in range(count):
            for j in range(count):
                if i == j:
                    continue
                over_leader = spans[i][0] < xs[j] < spans[i][1] and lanes[i] <= lanes[j]
                meets = i < j and spans[i][0] < spans[j][1] and spans[j][0] < spans[i][1] and lanes[i] == lanes[j]
                if over_leader or meets:
                    lanes[i] = lanes[j] + 1
                    moved = True
        if not moved:
            return lanes
        if max(lanes) > count:
            break
    return None
