"""détente: an open workbench for relations between states."""

from detente.errors import Error

__version__ = "0.1.0"
__all__ = ["Error", "__version__"]
