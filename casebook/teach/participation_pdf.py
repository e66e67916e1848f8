"""A record of taking part as a PDF that reads aloud in order: tagged, PDF/UA-1, set by typst."""

from collections.abc import Callable
from pathlib import Path

from .. import typesetting
from .participation_record import ParticipationRecord

_SHAPE = Path(__file__).with_name("participation.typ")


def as_pdf(record: ParticipationRecord, *, week: Callable[[str], str]) -> bytes:
    """The record as PDF bytes; `week` says a week in words."""
    return typesetting.as_pdf(
        _SHAPE,
        {
            "name": record.name,
            "programme": record.programme,
            "organisation": record.organisation,
            "made": f"{record.made_on:%-d %B %Y}",
            "modules": [
                {
                    "title": one.title,
                    "level": one.level,
                    "took": one.took_part,
                    "from": week(one.from_week),
                    "to": week(one.to_week) if one.took_part else "",
                    "cases": one.cases,
                }
                for one in record.modules
            ],
        },
    )
