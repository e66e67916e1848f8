"""A portfolio as a PDF."""

from pathlib import Path

from .. import typesetting
from .exporting import facts_of, lists_of
from .portfolio import Portfolio

_SHAPE = Path(__file__).with_name("portfolio.typ")


def as_pdf(portfolio: Portfolio) -> bytes:
    """The portfolio as PDF bytes; nothing of it is written down on the way. A sign that cannot be set is shown as □,
    and the end of the document says so."""
    return typesetting.as_pdf(
        _SHAPE,
        {
            "name": portfolio.name,
            "period": portfolio.period,
            "summary": portfolio.summary,
            "entries": [
                {
                    "title": entry.title,
                    "label": entry.label,
                    "facts": facts_of(entry),
                    "parts": entry.parts,
                    "lists": lists_of(entry),
                }
                for entry in portfolio.entries
            ],
        },
    )
