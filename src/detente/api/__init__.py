"""The package's front door: open a record and ask it about a pair of states.

`Record` puts the rooms together and computes nothing itself: reading and coding fill it, the store answers queries,
measures turn the answers into results, and the brief shows them. The command line calls these same functions.
"""

from detente.api.coding import Coded, code
from detente.api.record import Record
from detente.api.words import Period, Progress, Table

__all__ = ["Coded", "Period", "Progress", "Record", "Table", "code"]
