"""Putting case sets together: making one, adding cases, ordering them, choosing clips; copying and removing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, or_, select

from ..clock import now
from ..errors import AlreadyDone, WrongInput
from ..media.clip import CLOSED, Clip, Recording
from ..media.consent import Use
from ..people.person import Person
from ..people.viewer import Viewer
from . import viewing
from .case import Case, CaseClip
from .case_set import SLOTS, CaseSet, SetPart, SetShare, SetStep
from .versioning import keep_version

MOST_STEPS = 30
LONGEST_TITLE, LONGEST_WORDS, LONGEST_MINUTES = 120, 4_000, 240
TALK_MINUTES = 10  # to answer and to talk, beside the film, until the educator says otherwise
SHORTEST_PART_MS = 1_000


@dataclass(frozen=True)
class Span:
    """What of a clip is to be shown; `to_ms` None is to its end."""

    clip_key: str
    from_ms: int = 0
    to_ms: int | None = None


def make_set(db: Session, *, title: str, slot_minutes: int, by: Person, note: str = "") -> CaseSet:
    """Begin a set. Raises WrongInput."""
    case_set = CaseSet(title="", owner_id=by.pk)
    change_set(db, case_set, title=title, note=note, slot_minutes=slot_minutes)
    return case_set


def change_set(db: Session, case_set: CaseSet, *, title: str, note: str, slot_minutes: int) -> None:
    """Give a set its title, its note and its slot. Raises WrongInput."""
    if not (title := " ".join(title.split())):
        raise WrongInput("Give the set a name.")
    if len(title) > LONGEST_TITLE:
        raise WrongInput(f"Shorten the name to {LONGEST_TITLE} characters.")
    if len(note) > LONGEST_WORDS:
        raise WrongInput(f"Shorten the note to {LONGEST_WORDS} characters.")
    if slot_minutes not in SLOTS:
        raise WrongInput("Choose how long you have.")
    case_set.title, case_set.note, case_set.slot_minutes = title, note.strip(), slot_minutes
    _touch(db, case_set)


def add_case(db: Session, case_set: CaseSet, case: Case, *, by: Viewer, only: str = "") -> SetStep:
    """Put a case at the end of a set, at its present version, with every clip of it whose consent lives, or with
    `only` one of those she may open. Raises AlreadyDone and WrongInput."""
    steps = steps_of(db, case_set)
    if any(step.case_id == case.pk for step in steps):
        raise AlreadyDone(f"“{case.title}” is in the set already.")
    if len(steps) >= MOST_STEPS:
        raise WrongInput(f"A set holds {MOST_STEPS} cases.")
    if only:
        told = [one.clip for one in viewing.clips_of(db, by, case) if one.clip.key == only]
    else:
        told = list(_told(db, by, case))
    keep_version(db, case)
    step = SetStep(
        case_set_id=case_set.pk,
        position=len(steps),
        case_id=case.pk,
        case_version=case.version,
        minutes=TALK_MINUTES + -(-sum(_length(clip) for clip in told) // 60_000),
    )
    db.add(step)
    db.flush()
    for position, clip in enumerate(told):
        db.add(SetPart(step_id=step.pk, position=position, clip_id=clip.pk))
    _touch(db, case_set)
    return step


def _told(db: Session, by: Viewer, case: Case) -> Sequence[Clip]:
    question = (
        select(Clip)
        .join(CaseClip, col(CaseClip.clip_id) == Clip.id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .where(CaseClip.case_id == case.pk, viewing.consented(by), col(Clip.state).not_in(CLOSED))
    )
    return db.exec(question.order_by(col(CaseClip.position))).all()


def _length(clip: Clip) -> int:
    return clip.duration_ms or ((clip.out_ms or clip.in_ms) - clip.in_ms)


def remove_step(db: Session, case_set: CaseSet, step: SetStep) -> None:
    """Take a case out of a set."""
    db.exec(delete(SetPart).where(col(SetPart.step_id) == step.pk))
    db.delete(step)
    db.flush()
    _number(db, steps_of(db, case_set))
    _touch(db, case_set)


def move_step(db: Session, case_set: CaseSet, step: SetStep, *, by: int) -> None:
    """Move a case so many places down, or up where `by` is negative; it stops at either end."""
    steps = [one for one in steps_of(db, case_set) if one.pk != step.pk]
    steps.insert(min(max(step.position + by, 0), len(steps)), step)
    _number(db, steps)
    _touch(db, case_set)


def order_steps(db: Session, case_set: CaseSet, keys: Sequence[str]) -> None:
    """Put the cases of a set into the order of these keys; those that are not named keep their order, at the end."""
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    _number(db, sorted(steps_of(db, case_set), key=lambda step: (places.get(step.key, len(places)), step.position)))
    _touch(db, case_set)


def change_step(db: Session, case_set: CaseSet, step: SetStep, *, prompt: str, minutes: int) -> None:
    """Give a case its own prompt and its minutes. Raises WrongInput."""
    if len(prompt) > LONGEST_WORDS:
        raise WrongInput(f"Shorten the prompt to {LONGEST_WORDS} characters.")
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise WrongInput(f"Write the minutes as a number from 1 to {LONGEST_MINUTES}.")
    step.prompt, step.minutes = prompt.strip(), minutes
    db.add(step)
    _touch(db, case_set)


def choose_parts(
    db: Session, case_set: CaseSet, step: SetStep, spans: Sequence[Span], *, by: Viewer, without: Sequence[int] = ()
) -> None:
    """Choose what of a case's clips is shown, among those within this viewer's sight. Parts of clips that she may not
    open yet are left as they are; those in `without` (their row numbers) are places she gives up. Raises WrongInput."""
    seen = {one.clip.key: one for one in viewing.clips_of(db, by, db.get_one(Case, step.case_id))}
    in_parts = viewing.allowed_keys(db, by, list(seen), Use.excerpts)
    for span in spans:
        _check(seen, span, in_parts)
    chosen: dict[int, Span] = {seen[span.clip_key].clip.pk: span for span in spans}
    sighted = {one.clip.pk for one in seen.values()}
    for part in parts_of(db, [step]).get(step.pk, []):
        if part.clip_id in chosen:
            span = chosen.pop(part.clip_id)
            part.from_ms, part.to_ms = span.from_ms, span.to_ms
            db.add(part)
        elif part.clip_id in sighted or part.pk in without:
            db.delete(part)
    for clip_id, span in chosen.items():
        db.add(SetPart(step_id=step.pk, position=0, clip_id=clip_id, from_ms=span.from_ms, to_ms=span.to_ms))
    db.flush()
    _number_parts(db, step)
    _touch(db, case_set)


def _check(seen: Mapping[str, viewing.SeenClip], span: Span, in_parts: frozenset[str]) -> None:
    if (one := seen.get(span.clip_key)) is None:
        raise WrongInput("One of the clips is no longer here; look again and save.")
    if span.clip_key not in in_parts and (span.from_ms or span.to_ms is not None):
        raise WrongInput(f"Whoever speaks in “{one.clip.title}” has not agreed to be shown in parts; take all of it.")
    ends = _length(one.clip) if span.to_ms is None else span.to_ms
    if span.to_ms is not None and span.to_ms > _length(one.clip):
        raise WrongInput(f"“{one.clip.title}” ends before that.")
    if ends - span.from_ms < SHORTEST_PART_MS:
        raise WrongInput(f"In “{one.clip.title}” the end has to come after the start, by a second at least.")


def _number_parts(db: Session, step: SetStep) -> None:
    """Parts stand in the order in which their case tells them; a place whose clip is gone keeps its own."""
    told = dict(db.exec(select(CaseClip.clip_id, CaseClip.position).where(CaseClip.case_id == step.case_id)).all())
    parts = parts_of(db, [step]).get(step.pk, [])
    for place, part in enumerate(sorted(parts, key=lambda part: told.get(part.clip_id or 0, part.position))):
        part.position = place
        db.add(part)


def take_version(db: Session, case_set: CaseSet, step: SetStep, case: Case) -> None:
    """Take the version of a case that is open now. Its clips stay as they were chosen."""
    keep_version(db, case)
    step.case_version = case.version
    db.add(step)
    _touch(db, case_set)


def copy_set(db: Session, source: CaseSet, *, by: Person) -> CaseSet:
    """A set of one's own to adapt, with everything that stands in another, and that other named as where it is from.
    To whom that one is let is not copied."""
    copy = CaseSet(
        title=source.title,
        note=source.note,
        slot_minutes=source.slot_minutes,
        owner_id=by.pk,
        copied_from_id=source.pk,
        copied_title=source.title,
    )
    _touch(db, copy)
    steps = steps_of(db, source)
    parts = parts_of(db, steps)
    for step in steps:
        same = SetStep(case_set_id=copy.pk, **step.model_dump(include=_OF_A_STEP))
        db.add(same)
        db.flush()
        for part in parts.get(step.pk, []):
            db.add(SetPart(step_id=same.pk, **part.model_dump(include=_OF_A_PART)))
    db.flush()
    return copy


_OF_A_STEP = {"position", "case_id", "case_version", "prompt", "minutes"}
_OF_A_PART = {"position", "clip_id", "from_ms", "to_ms"}


def remove_set(db: Session, case_set: CaseSet) -> None:
    """Take a set away from everyone, with every word written in it. Its row stays: copies point to it."""
    steps = select(SetStep.id).where(SetStep.case_set_id == case_set.pk)
    db.exec(delete(SetPart).where(col(SetPart.step_id).in_(steps)))
    db.exec(delete(SetStep).where(col(SetStep.case_set_id) == case_set.pk))
    db.exec(delete(SetShare).where(col(SetShare.case_set_id) == case_set.pk))
    case_set.title = case_set.note = case_set.copied_title = ""
    case_set.removed_at = now()
    _touch(db, case_set)


def take_away(db: Session, person: Person) -> None:
    """Take away a person's sets and what she was let see, because her account is being closed. A copy that somebody
    made keeps its own words; whose set it came from has no name any more."""
    for case_set in db.exec(select(CaseSet).where(CaseSet.owner_id == person.pk)).all():
        remove_set(db, case_set)
    db.exec(delete(SetShare).where(or_(col(SetShare.person_id) == person.pk, col(SetShare.given_by_id) == person.pk)))


def steps_of(db: Session, case_set: CaseSet) -> list[SetStep]:
    """The steps of a set, in order."""
    question = select(SetStep).where(SetStep.case_set_id == case_set.pk).order_by(col(SetStep.position))
    return list(db.exec(question).all())


def parts_of(db: Session, steps: Sequence[SetStep]) -> dict[int, list[SetPart]]:
    """The parts of steps by the steps' row numbers, in order."""
    found: dict[int, list[SetPart]] = {}
    question = select(SetPart).where(col(SetPart.step_id).in_([step.pk for step in steps]))
    for part in db.exec(question.order_by(col(SetPart.position), col(SetPart.id))).all():
        found.setdefault(part.step_id, []).append(part)
    return found


def _number(db: Session, steps: Sequence[SetStep]) -> None:
    for place, step in enumerate(steps):
        step.position = place
        db.add(step)


def _touch(db: Session, case_set: CaseSet) -> None:
    case_set.changed_at = now()
    db.add(case_set)
    db.flush()
