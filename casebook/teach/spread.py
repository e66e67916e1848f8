"""What a programme covers: how its cases spread over themes and continua, beside all the library has."""

from sqlmodel import Session, col, select

from ..people.viewer import Viewer
from ..reflect.my_casebook import Coverage, spread
from .programme import Module, ModuleCase, Programme


def programme_spread(db: Session, viewer: Viewer, programme: Programme) -> Coverage:
    """Themes and continua with how many cases this viewer may see are under each, and how many of those the programme
    has (`answered` counts those)."""
    held = select(ModuleCase.case_id).join(Module, col(Module.id) == ModuleCase.module_id)
    return spread(db, viewer, set(db.exec(held.where(Module.programme_id == programme.pk)).all()), set())
