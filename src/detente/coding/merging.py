"""Reports that say the same."""

from __future__ import annotations

from dataclasses import replace

from detente.events import Report


def merged(reports: list[Report]) -> list[Report]:
    """Reports of one sentence that say the same are one, with what each adds."""
    kept: dict[tuple[object, ...], Report] = {}
    for report in reports:
        pair = tuple(sorted((report.source, report.target))) if report.reciprocal else (report.source, report.target)
        key = (
            report.start,
            pair,
            report.type,
            report.status,
            report.date,
            report.cameo if report.type != "CONSULT" else report.mode in {"visit", "host"},
        )
        old = kept.get(key)
        if old is None:
            kept[key] = report
            continue
        kept[key] = replace(
            old,
            participants=tuple(dict.fromkeys((*old.participants, *report.participants))),
            issues=tuple(dict.fromkeys((*old.issues, *report.issues))),
            firsts=tuple(dict.fromkeys((*old.firsts, *report.firsts))),
            format=old.format or report.format,
            place=old.place or report.place, place_state=old.place_state or report.place_state,
            lat=old.lat if old.place else report.lat, lon=old.lon if old.place else report.lon,
            confidence=max(old.confidence, report.confidence),
        )  # fmt: skip
    return list(kept.values())
