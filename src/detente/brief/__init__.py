"""One dyad's brief: assembled from the measures, checked by machine, written as a page, a PDF, Markdown or JSON."""

from detente.brief.check import check
from detente.brief.context import assemble
from detente.brief.model import Brief
from detente.brief.render import render

__all__ = ["Brief", "assemble", "check", "render"]
