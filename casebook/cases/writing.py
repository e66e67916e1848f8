"""Writing a case: begun, saved word by word by whoever has seen the newest, read by a reviewer, thrown away."""

from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, delete, select

from ..clock import now
from ..errors import AlreadyDone, NotReady, WrongInput
from ..people.person import Person
from .case import Case
from .confidentiality import Rule, check_reader, marks_left, words_of
from .content_shape import GUIDE_PARTS
from .manuscript import Manuscript, ManuscriptReading
from .manuscript_words import CaseWords, words_of_case

MOST_CHARACTERS = 20_000  # of one field


class SavedMeanwhile(AlreadyDone):
    """Somebody saved the manuscript after this tab had read it; nothing was written."""


def begin(db: Session, *, title: str, by: Person) -> Manuscript:
    """Begin a case that there is not yet. Raises WrongInput without a title."""
    if not (title := " ".join(title.split())[:120]):
        raise WrongInput("Give the case a title: a thing or a phrase from its story.")
    words = CaseWords(title=title, jurisdiction="England", guide=dict.fromkeys(GUIDE_PARTS, ""))
    manuscript = Manuscript(author_id=by.pk, words=words.kept())
    db.add(manuscript)
    db.flush()
    return manuscript


def begin_from(db: Session, case: Case) -> Manuscript:
    """Begin to write a case anew from its present version, or go on where somebody has begun already."""
    if (begun := db.exec(select(Manuscript).where(Manuscript.case_id == case.pk)).first()) is not None:
        return begun
    manuscript = Manuscript(
        case_id=case.pk, author_id=case.author_id, begun_from=case.version, words=words_of_case(db, case).kept()
    )
    db.add(manuscript)
    db.flush()
    return manuscript


def save(db: Session, manuscript: Manuscript, typed: dict[str, Any], *, seen: int) -> bool:
    """Keep what was typed of a manuscript: fields of `CaseWords` by name; the others stay. Answers whether anything
    was changed. Raises SavedMeanwhile where it has been saved since `seen`, and WrongInput for what is too long."""
    if any(isinstance(text, str) and len(text) > MOST_CHARACTERS for text in typed.values()):
        raise WrongInput(f"One of the texts is longer than {MOST_CHARACTERS:,} characters.")
    before = CaseWords.of(manuscript.words)
    after = replace(before, **typed)
    if not after.title:
        raise WrongInput("Give the case a title: a thing or a phrase from its story.")
    if after == before:
        return False
    if seen != manuscript.saved:
        raise SavedMeanwhile("It has been saved since you opened it here, perhaps by you in another tab.")
    manuscript.words = after.kept()
    manuscript.saved += 1
    manuscript.saved_at = now()
    db.add(manuscript)
    return True


def read_through(
    db: Session, manuscript: Manuscript, *, seen: int, said: str, by: Person, rule: Rule = "two"
) -> ManuscriptReading:
    """Say that `by` has read a manuscript, as saved at `seen`, and what is said in its clips, as `words_of` had it
    then, for anything that could identify a patient; an author herself where one person may publish (`rule`). Raises
    NotAllowed, SavedMeanwhile where either has been changed since she opened it, and NotReady while marked words have
    not been looked at."""
    check_reader(db, manuscript, by=by, rule=rule)
    if seen != manuscript.saved:
        raise SavedMeanwhile("Its author has changed it since you opened it. Please read it again as it is now.")
    if waiting := marks_left(db, manuscript, rule=rule):
        raise NotReady(CaseWords.of(manuscript.words).title, [waiting])
    if said != words_of(db, manuscript):
        raise SavedMeanwhile("What is said in its clips has been changed since you opened it. Please read it again.")
    reading = ManuscriptReading(manuscript_id=manuscript.pk, saved=seen, words=said, person_id=by.pk)
    db.add(reading)
    db.flush()
    return reading


def reading_of(db: Session, manuscript: Manuscript, *, rule: Rule = "two") -> ManuscriptReading | None:
    """The reading of a manuscript as it was last saved, and of the very words that are said in its clips; by somebody
    other than its author, but where one person may publish."""
    done = select(ManuscriptReading).where(
        ManuscriptReading.manuscript_id == manuscript.pk,
        ManuscriptReading.saved == manuscript.saved,
        ManuscriptReading.words == words_of(db, manuscript),
    )
    if rule == "two":
        done = done.where(ManuscriptReading.person_id != manuscript.author_id)
    return db.exec(done).first()


def keep_mine(db: Session, manuscript: Manuscript, case: Case) -> None:
    """Say that the case's newer version has been looked at, and that this manuscript takes its place."""
    manuscript.begun_from = case.version
    db.add(manuscript)


def throw_away(db: Session, manuscript: Manuscript) -> None:
    """Take a manuscript away; the case, where there is one, stays as it is."""
    db.exec(delete(ManuscriptReading).where(col(ManuscriptReading.manuscript_id) == manuscript.pk))
    db.delete(manuscript)
    db.flush()


def take_away(db: Session, person: Person) -> None:
    """Take away what a person was writing, as her account closes; cases that are there stay."""
    for manuscript in db.exec(select(Manuscript).where(Manuscript.author_id == person.pk)).all():
        throw_away(db, manuscript)
