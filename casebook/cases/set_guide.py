"""A facilitator's guide of a case set, assembled from its cases at the versions that the set holds.

It tells its reader no more than the cases do: before her own answer to one, what the filmed people did is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from ..people.viewer import Viewer
from . import viewing
from .case import Case, CaseGuidance, ContentNote
from .case_set import CaseSet
from .guidance import Guidance
from .guide import guide_parts, with_plan_for
from .set_queries import shown_set
from .shown import ShownNote
from .shown_sets import ShownSet, ShownStep
from .versioning import CaseAsItStood, as_it_stands, cases_as_of


@dataclass(frozen=True)
class GuideCase:
    """A case in the guide; `stood` None where it is closed. `waits`: some is left out until its reader has answered."""

    one: ShownStep
    stood: CaseAsItStood | None = None
    waits: bool = False
    tells_twist: bool = False
    parts: list[tuple[str, str]] = field(default_factory=list)  # heading, Markdown
    notes: Sequence[ShownNote] = ()
    guidance: Sequence[Guidance] = ()


@dataclass(frozen=True)
class SetGuide:
    """The whole of it."""

    shown: ShownSet
    cases: list[GuideCase]


def guide_of(db: Session, viewer: Viewer, case_set: CaseSet) -> SetGuide:
    """The guide of a set within this viewer's sight, in a fixed number of questions."""
    shown = shown_set(db, viewer, case_set)
    wanted = [one.step.case_id for one in shown.steps if one.card]
    stood = cases_as_of(db, [(one.step.case_id, one.step.case_version) for one in shown.steps])
    notes, guidance = _notes(db, viewer, wanted), _guidance(db, wanted)
    cases = []
    for one in shown.steps:
        if one.card is None:
            cases.append(GuideCase(one))
            continue
        number = one.step.case_id
        words = stood.get((number, one.step.case_version)) or as_it_stands(db, db.get_one(Case, number))
        closed = not (one.card.answered or viewer.makes_cases)
        cases.append(
            GuideCase(
                one,
                words,
                waits=closed,
                tells_twist=bool(words.twist) and not closed,
                parts=with_plan_for(guide_parts(words.guide, closed=closed), one.step.minutes),
                notes=notes.get(number, []),
                guidance=guidance.get(number, []),
            )
        )
    return SetGuide(shown, cases)


def _notes(db: Session, viewer: Viewer, cases: Sequence[int]) -> dict[int, list[ShownNote]]:
    """Content notes by case; one of a clip that is not open to this viewer comes with that clip, as on its page."""
    seen = viewing.clips_of_many(db, viewer, cases)
    titles = {one.clip.pk: one.clip.title for those in seen.values() for one in those}
    question = select(ContentNote).where(col(ContentNote.case_id).in_(cases)).order_by(col(ContentNote.position))
    found: dict[int, list[ShownNote]] = {}
    for note in db.exec(question).all():
        if note.clip_id is None:
            found.setdefault(note.case_id, []).append(ShownNote(note.note))
        elif note.clip_id in titles:
            shown = ShownNote(note.note, titles[note.clip_id], note.from_ms, note.to_ms)
            found.setdefault(note.case_id, []).append(shown)
    return found


def _guidance(db: Session, cases: Sequence[int]) -> dict[int, list[Guidance]]:
    joined = select(CaseGuidance.case_id, Guidance).join(Guidance, col(Guidance.id) == CaseGuidance.guidance_id)
    found: dict[int, list[Guidance]] = {}
    for case, row in db.exec(joined.where(col(CaseGuidance.case_id).in_(cases)).order_by(col(CaseGuidance.position))):
        found.setdefault(case, []).append(row)
    return found
