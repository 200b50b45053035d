"""The record: the only room that opens the database."""

from detente.record.store import AddResult, Store

__all__ = ["AddResult", "Store"]
