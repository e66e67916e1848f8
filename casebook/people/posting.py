"""Sending what waits in the outbox: words and links are made as each letter goes; what fails is tried for a day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from sqlmodel import Session, select

from ..clock import now
from .cohort import Cohort
from .invitation import Invitation
from .inviting import renew
from .letter import Letter, LetterKind, LetterState
from .letter_words import Words, words_of
from .mailing import letters_due
from .person import Person
from .post_office import Counter, LetterRefused, MailAway, PostOffice
from .queries import person_by_email
from .resetting import FIRST_LASTS, RESET_LASTS, give_link, may_choose

MOST_AT_ONCE = 50
TRIED_FOR = timedelta(days=1)
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=2)
Writing = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Addressed:
    """A letter as it goes: to whom, and what it says."""

    letter_id: int
    to: str
    words: Words


def post_due(writing: Writing, office: PostOffice, *, site: str) -> int:
    """Send what is due; answers how many letters went. A server that is away keeps all of them waiting."""
    with writing() as db:
        ids = [letter.pk for letter in letters_due(db, most=MOST_AT_ONCE)]
    if not ids:
        return 0
    sent = 0
    try:
        with office.open() as counter:
            for id in ids:
                sent += _post(writing, counter, id, site=site)
    except MailAway as away:
        _wait(writing, ids, str(away))
    return sent


def _post(writing: Writing, counter: Counter, id: int, *, site: str) -> bool:
    with writing() as db:
        letter = db.get_one(Letter, id)
        addressed = _addressed(db, letter, site=site)
        if addressed is None:
            _over(db, letter, LetterState.dropped)
            return False
    try:
        counter.hand_over(to=addressed.to, subject=addressed.words.subject, text=addressed.words.text)
    except LetterRefused as refused:
        with writing() as db:
            _failed(db, db.get_one(Letter, id), str(refused), final=refused.final)
        return False
    with writing() as db:
        _over(db, db.get_one(Letter, id), LetterState.sent)
    return True


def _addressed(db: Session, letter: Letter, *, site: str) -> Addressed | None:
    """A letter with its address and words, a fresh link among them where it has one; None where there is nobody to
    write to, or nothing to say any more."""
    person = db.get(Person, letter.person_id) if letter.person_id else person_by_email(db, letter.email)
    link, about = "", letter.about
    if letter.kind is LetterKind.joining:
        invitation = db.exec(select(Invitation).where(Invitation.key == letter.about)).first()
        if invitation is None or not (secret := renew(db, invitation)):
            return None
        link, about = f"{site}/joining?{urlencode({'link': secret})}", db.get_one(Cohort, invitation.cohort_id).name
        return Addressed(letter.pk, invitation.email, words_of(letter.kind, site=site, link=link, about=about))
    if person is None or not _is_written_to(db, letter, person):
        return None
    if letter.kind is LetterKind.password_reset and now() - letter.created_at > TRIED_FOR:
        return None  # it waited for a server to be set; who asked has asked again or come in
    if letter.kind in (LetterKind.password_reset, LetterKind.set_password):
        lasts = RESET_LASTS if letter.kind is LetterKind.password_reset else FIRST_LASTS
        link = f"{site}/password?{urlencode({'link': give_link(db, person, lasts=lasts)})}"
    return Addressed(letter.pk, person.email, words_of(letter.kind, site=site, link=link, about=about))


def _is_written_to(db: Session, letter: Letter, person: Person) -> bool:
    """Never somebody who is shut out, but for what she has a right to be told of as long as she has an account."""
    told_anyway = letter.kind is LetterKind.words_handed_over and not person.email.endswith(".invalid")
    return told_anyway or may_choose(db, person)


def _wait(writing: Writing, ids: list[int], why: str) -> None:
    with writing() as db:
        for id in ids:
            if (letter := db.get(Letter, id)) is not None and letter.state is LetterState.waiting:
                _failed(db, letter, why, final=False)


def _failed(db: Session, letter: Letter, why: str, *, final: bool) -> None:
    letter.trouble, letter.attempts = why, letter.attempts + 1
    letter.due_at = now() + min(_FIRST_PAUSE * 2 ** min(letter.attempts - 1, 10), _LONGEST_PAUSE)
    if final or now() - letter.created_at > TRIED_FOR:
        letter.state, letter.over_at = LetterState.dead, now()
    db.add(letter)


def _over(db: Session, letter: Letter, state: LetterState) -> None:
    letter.state, letter.over_at, letter.email, letter.trouble = state, now(), "", ""
    db.add(letter)
