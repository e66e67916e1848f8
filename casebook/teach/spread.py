"""What a programme covers: how its cases spread over themes and continua, beside all the library has."""

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.set_queries import set_coverage
from ..cases.shown_sets import SetCoverage
from ..people.viewer import Viewer
from .programme import Module, ModuleCase, Programme


def programme_spread(db: Session, viewer: Viewer, programme: Programme) -> SetCoverage:
    """Themes and continua with how many cases this viewer may see are under each, and how many of those the programme
    has."""
    held = (
        select(Case.slug)
        .join(ModuleCase, col(ModuleCase.case_id) == Case.id)
        .join(Module, col(Module.id) == ModuleCase.module_id)
        .where(Module.programme_id == programme.pk)
    )
    return set_coverage(db, viewer, set(db.exec(held).all()))
