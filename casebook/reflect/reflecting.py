"""Reflecting: a person writes for herself. Every save is whole, sealed for her, and loses no word of another page."""

from dataclasses import replace

from sqlmodel import Session

from ..clock import now
from ..errors import AlreadyDone, NotFound, WrongInput
from ..media.redactions import Moves, moves
from ..people.person import Person
from .keyring import Keyring
from .reflection import KIND, Moment, Reflection, reflection_from
from .reflection_templates import BY_KEY, HEADINGS
from .sealing import discard, how_many, record_of, seal, unseal, unsealed
from .sharing import revoke_all

MOST_WORDS = 20_000  # characters under one heading
MOST_LINE = 500  # characters of a title, a justification, an action
MOST_REFLECTIONS = 500  # of one person: each look opens them all


class ReflectionChanged(AlreadyDone):
    """It has been changed on another page since this one was opened."""

    def __init__(self) -> None:
        super().__init__(
            "This reflection has been changed on another page or device since you opened it here. Nothing here was "
            "lost: copy what you wrote, then open the reflection again."
        )


def problems_with(reflection: Reflection) -> dict[str, str]:
    """What cannot be kept, by field, in the words the page shows. What is only unfinished is no problem."""
    problems = {
        f"part-{key}": f"This is longer than the {MOST_WORDS:,} characters we can keep here. Nothing was lost; "
        "put some of it under another heading."
        for key, words in reflection.parts.items()
        if len(words) > MOST_WORDS
    }
    lines = [("title", reflection.title), *((f"because-{key}", why) for key, why in reflection.capabilities.items())]
    lines += [(f"to-do-{action.key}", action.text) for action in reflection.actions]
    problems |= {field: f"At most {MOST_LINE} characters." for field, words in lines if len(words) > MOST_LINE}
    if reflection.minutes is not None and not 1 <= reflection.minutes <= 1440:
        problems["minutes"] = "Give the minutes as a number from 1 to 1440, or leave it empty."
    return problems


def keep_reflection(db: Session, keyring: Keyring, reflection: Reflection, *, by: Person) -> Reflection:
    """Keep a reflection as it stands now; the first time makes it. Answers it as it was kept. Raises WrongInput for
    what cannot be kept, ReflectionChanged where another page wrote since `reflection.version`."""
    if reflection.template not in BY_KEY or not reflection.parts.keys() <= HEADINGS.keys():
        raise WrongInput("There is no such template.")
    if problems := problems_with(reflection):
        raise WrongInput(" ".join(problems.values()))
    record = record_of(db, by, KIND, reflection.key)
    begun = now()
    if record is not None:
        kept = reflection_from(reflection.key, unseal(keyring, by, record), record.version)
        if kept.version != reflection.version and kept.tab != reflection.tab:
            raise ReflectionChanged
        begun = kept.begun_at
    elif reflection.version:
        raise NotFound("reflection")  # it was deleted; an old page does not bring it back
    elif how_many(db, by, KIND) >= MOST_REFLECTIONS:
        raise WrongInput(f"You have {MOST_REFLECTIONS} reflections, which is as many as we keep. Export some first.")
    reflection = replace(reflection, begun_at=begun, changed_at=now())
    record = seal(db, keyring, by, KIND, reflection.key, reflection.words())
    return replace(reflection, version=record.version)


def remove_reflection(db: Session, key: str, *, by: Person) -> None:
    """Delete a reflection for good, and take back what others could read of it. Raises NotFound."""
    if (record := record_of(db, by, KIND, key)) is None:
        raise NotFound("reflection")
    discard(db, record)
    revoke_all(db, key, by=by)


def tick_action(db: Session, keyring: Keyring, key: str, action: str, *, done: bool, by: Person) -> Reflection:
    """Tick an action of a reflection off, today, or take the tick away. Raises NotFound."""
    reflection = own_reflection(db, keyring, key, of=by)
    if action not in {one.key for one in reflection.actions}:
        raise NotFound("action")
    actions = [
        replace(one, done_on=(one.done_on or now().date()) if done else None) if one.key == action else one
        for one in reflection.actions
    ]
    return keep_reflection(db, keyring, replace(reflection, actions=actions), by=by)


def own_reflection(db: Session, keyring: Keyring, key: str, *, of: Person) -> Reflection:
    """A person's reflection, unsealed for her. Raises NotFound: another's is as one that is not there."""
    if (record := record_of(db, of, KIND, key)) is None:
        raise NotFound("reflection")
    return _where_they_are(db, [reflection_from(key, unseal(keyring, of, record), record.version)])[0]


def own_reflections(db: Session, keyring: Keyring, person: Person) -> list[Reflection]:
    """All of a person's reflections, the one begun last first."""
    held = unsealed(db, keyring, person, KIND)
    found = [reflection_from(record.about, words, record.version) for record, words in held]
    return sorted(_where_they_are(db, found), key=lambda one: one.begun_at, reverse=True)


def _where_they_are(db: Session, found: list[Reflection]) -> list[Reflection]:
    # as with notes: its moments are moved when it is read, where a film was cut since it was changed
    if not any(one.moments for one in found):
        return found
    there = moves(db)
    return [replace(one, moments=[_moved(there, moment, one) for moment in one.moments]) for one in found]


def _moved(there: Moves, moment: Moment, of: Reflection) -> Moment:
    from_ms, to_ms = there.span(moment.clip, moment.from_ms, moment.to_ms, of.changed_at)
    return replace(moment, from_ms=from_ms, to_ms=to_ms)
