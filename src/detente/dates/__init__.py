"""Dates in English text, and ISO 8601 periods."""

from detente.dates.reading import DateSpan, find_dates, parse_period

__all__ = ["DateSpan", "find_dates", "parse_period"]
