"""Invitations: a secret kept as a hash, until a day, for so many; whoever has joined is forgotten by the link."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.errors import NotFound, WrongInput
from casebook.library import Library
from casebook.people.cohort_sight import members_of
from casebook.people.invitation import Invitation
from casebook.people.inviting import (
    accept,
    end_invitation,
    forget_invited,
    invitation_by,
    invitations_of,
    invite_by_link,
    invite_person,
)
from casebook.people.keeping_cohorts import close_cohort
from casebook.people.person import CareerStage, Role
from casebook.people.signing_in import suspend
from tests.conftest import cast
from tests.people.organised import DAY, north, somebody, today
from tests.teach.test_closing import everywhere


def a_link(db: Session, *, days: int = 7, most: int = 2, ends: int | None = 100) -> tuple[Invitation, str]:
    ends_on = None if ends is None else today() + ends * DAY
    return invite_by_link(
        db, north(db), days=days, most=most, starts_on=today(), ends_on=ends_on, by=cast(db, "tom")
    )  # fmt: skip


def for_mina(db: Session) -> tuple[Invitation, str]:
    return invite_person(
        db, north(db), name="Mina Wallabycanary", email="mina@wallaby.example", stage=CareerStage.gp,
        starts_on=today(), ends_on=None, days=14, by=cast(db, "tom"),
    )  # fmt: skip


def test_a_link_lets_so_many_join_and_then_no_more(db: Session) -> None:
    _, secret = a_link(db, most=2)
    for name in ("Ann", "Ben"):
        place, cohort = accept(db, secret, by=somebody(db, name, Role.trainee))
        assert cohort.name == "North"
        assert place.ends_on == today() + 100 * DAY
    with pytest.raises(NotFound):
        accept(db, secret, by=somebody(db, "Cat", Role.trainee))
    assert {"Ann", "Ben"} <= {one.person.name for one in members_of(db, north(db))}


def test_one_who_has_a_place_keeps_it_and_uses_nothing_up(db: Session) -> None:
    invitation, secret = a_link(db, most=1)
    accept(db, secret, by=cast(db, "lena"))
    assert invitation.used == 0
    assert [one.person.name for one in members_of(db, north(db))].count("Lena Marsh") == 1


def test_an_educator_who_takes_a_link_is_a_learner_as_well_and_no_more_an_educator_by_it(db: Session) -> None:
    _, secret = a_link(db)
    place, _ = accept(db, secret, by=cast(db, "otto"))
    assert place.part.value == "learner"


def test_a_link_ends_by_the_clock_by_hand_and_with_its_cohort_and_never_says_which(db: Session) -> None:
    otto, tom = cast(db, "otto"), cast(db, "tom")
    said = set()
    _, late = a_link(db, days=1)
    with standing_at(now() + timedelta(days=1, seconds=1)), pytest.raises(NotFound) as wrong:
        accept(db, late, by=otto)
    said.add(str(wrong.value))
    ended, by_hand = a_link(db)
    end_invitation(db, ended, by=tom)
    _, over = a_link(db, ends=0)
    with pytest.raises(NotFound) as wrong:
        invitation_by(db, by_hand)
    said.add(str(wrong.value))
    with standing_at(now() + timedelta(days=1)), pytest.raises(NotFound) as wrong:
        invitation_by(db, over)  # the place it gives would be over
    said.add(str(wrong.value))
    _, closed = a_link(db)
    close_cohort(db, north(db), by=tom)
    for secret in (closed, "", "never-was"):
        with pytest.raises(NotFound) as wrong:
            invitation_by(db, secret)
        said.add(str(wrong.value))
    assert len(said) == 1


@pytest.mark.parametrize(
    "wrong", [{"days": 2}, {"days": 0}, {"most": 0}, {"most": 501}, {"ends": -1}], ids=lambda wrong: str(wrong)
)
def test_a_link_without_an_end_or_a_limit_is_not_given(db: Session, wrong: dict[str, int]) -> None:
    with pytest.raises(WrongInput):
        a_link(db, **wrong)  # type: ignore[arg-type]


def test_no_secret_lies_on_the_disk(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        secrets = [a_link(db)[1], for_mina(db)[1]]
    for secret in secrets:
        assert everywhere(stocked.settings.data, secret.encode()) == []


def test_who_was_invited_is_forgotten_once_she_has_joined(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        _, secret = for_mina(db)
    with writing(stocked.engine) as db:
        accept(db, secret, by=cast(db, "otto"))
    with reading(stocked.engine) as db:
        (kept,) = db.exec(select(Invitation)).all()
        assert (kept.name, kept.email, kept.stage) == ("", "", CareerStage.other)
        assert invitations_of(db, north(db)) == []


def test_a_link_works_for_nobody_while_whoever_gave_it_is_shut_out(db: Session) -> None:
    _, secret = a_link(db)
    suspension = suspend(db, cast(db, "tom"), reason="A stolen password.", by=None)
    with pytest.raises(NotFound):
        accept(db, secret, by=cast(db, "otto"))
    assert invitations_of(db, north(db)) == [], "it is not among those that still work"
    suspension.lifted_at = now()
    db.add(suspension)
    assert accept(db, secret, by=cast(db, "otto"))[1].name == "North"


def test_who_was_invited_is_forgotten_when_the_link_is_over(db: Session) -> None:
    for_mina(db)
    assert forget_invited(db) == 0
    with standing_at(now() + timedelta(days=15)):
        assert forget_invited(db) == 1
        assert forget_invited(db) == 0
    db.expire_all()
    assert db.exec(select(Invitation.email)).all() == [""]
