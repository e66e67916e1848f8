"""Revising a case: a change of its words makes a new version, which is reviewed and published anew."""

import re

from sqlmodel import Session

from ..clock import now
from ..db import changes
from ..errors import WrongInput
from .case import Case
from .decision_point import ANOTHER_WAY, DecisionPoint, Option
from .publishing import open_publication
from .queries import options_of
from .versioning import keep_version

MOST_OPTIONS = 5


def add_option(
    db: Session, case: Case, point: DecisionPoint, *, label: str, speaks_for: str, speaks_against: str
) -> Option:
    """Add an option to a case, with what speaks for it and what it costs. The case's version grows, and where it was
    open it is closed until somebody has reviewed and published the new version. Raises WrongInput."""
    options = options_of(db, point)
    if len(options) >= MOST_OPTIONS:
        raise WrongInput(f"A decision has {MOST_OPTIONS} options at most; this one has them.")
    label, speaks_for, speaks_against = (" ".join(words.split()) for words in (label, speaks_for, speaks_against))
    if not (label and speaks_for and speaks_against):
        raise WrongInput("An option needs its words, its best case and its cost.")
    taken = {option.key for option in options} | {ANOTHER_WAY}
    stem = "-".join(re.findall(r"[a-z0-9]+", label.lower())[:4]) or "option"
    key = next(one for one in (stem, *(f"{stem}-{number}" for number in range(2, 9))) if one not in taken)
    option = Option(
        decision_point_id=point.pk,
        key=key,
        label=label,
        speaks_for=speaks_for,
        speaks_against=speaks_against,
        position=len(options),
    )
    keep_version(db, case)
    db.add(option)
    case.version += 1
    db.add(case)
    keep_version(db, case)
    if (publication := open_publication(db, case)) is not None:
        publication.ended_at = now()
        db.add(publication)
    changes.note(db, "case", case.slug)
    return option
