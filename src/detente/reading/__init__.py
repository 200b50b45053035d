"""Files, folders, feeds and addresses become documents; this room knows nothing of events."""

from detente.reading.document import Citation, Document

__all__ = ["Citation", "Document"]
