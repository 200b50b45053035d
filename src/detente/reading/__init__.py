"""Files, folders, feeds and addresses become documents; this room knows nothing of events."""

from detente.reading.document import Citation, Document
from detente.reading.inputs import Reading, read, read_all

__all__ = ["Citation", "Document", "Reading", "read", "read_all"]
