"""Letters leave by a real mail server, or wait; none holds a private word, and none is lost or sent for ever."""

import itertools
import re
import socket
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from string import Formatter

import pytest
from sqlmodel import select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.inviting import accept, end_invitation, invitation_by, invite_person
from casebook.people.letter import Letter, LetterKind, LetterState, PasswordLink
from casebook.people.letter_words import WORDS
from casebook.people.mailing import forget_letters, letters_kept, try_letters_again, write_letter
from casebook.people.person import CareerStage
from casebook.people.post_office import PostOffice
from casebook.people.posting import post_due
from casebook.people.resetting import ask_for_link, person_by_link
from casebook.people.signing_in import suspend
from tests.conftest import cast
from tests.people.organised import north
from tests.people.posts import SENDER, KnownName, mail_server, tls_of

SITE = "https://casebook.example"


def put(library: Library, kind: LetterKind = LetterKind.provider_linked, name: str = "lena") -> None:
    with writing(library.engine) as db:
        write_letter(db, kind, person=cast(db, name), about="North Trust")


def send(library: Library, office: PostOffice) -> int:
    return post_due(lambda: writing(library.engine), office, site=SITE)


def letters(library: Library) -> list[Letter]:
    with reading(library.engine) as db:
        return list(db.exec(select(Letter).order_by(Letter.id)).all())  # type: ignore[arg-type]


def test_a_letter_is_handed_over_once_and_its_address_forgotten(library: Library) -> None:
    put(library)
    with mail_server() as (box, office):
        assert send(library, office) == 1
        assert send(library, office) == 0
    (letter,) = box.letters
    assert (letter["to"], letter["from"]) == ("lena@casebook.example", SENDER)
    assert letter["auto-submitted"] == "auto-generated"
    assert "North Trust" in letter.get_content()
    (row,) = letters(library)
    assert (row.state, row.email) == (LetterState.sent, "")


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_kind_has_words_and_they_name_nobody(kind: LetterKind) -> None:
    used = {name for _, name, _, _ in Formatter().parse(WORDS[kind].text) if name}
    assert used <= {"site", "link", "about"}
    assert "{" not in WORDS[kind].subject


def test_a_link_is_made_as_the_letter_goes_and_lies_nowhere_before(library: Library) -> None:
    with writing(library.engine) as db:
        ask_for_link(db, " Lena@casebook.example")
    with reading(library.engine) as db:
        assert db.exec(select(PasswordLink)).first() is None
    with mail_server() as (box, office):
        send(library, office)
    found = re.search(r"https://casebook\.example/password\?link=(\S+)", box.letters[0].get_content())
    assert found
    with reading(library.engine) as db:
        assert person_by_link(db, found[1]).email == "lena@casebook.example"
        assert found[1] not in repr(db.exec(select(Letter)).all() + db.exec(select(PasswordLink)).all())  # type: ignore[operator]


def test_a_link_that_somebody_asked_for_long_ago_is_not_sent(library: Library) -> None:
    with writing(library.engine) as db:
        ask_for_link(db, "lena@casebook.example")
    with mail_server() as (box, office), standing_at(now() + timedelta(days=2)):
        assert send(library, office) == 0
    assert box.letters == []


def test_an_address_that_was_typed_is_not_kept_where_no_server_takes_its_letter(library: Library) -> None:
    with writing(library.engine) as db:
        ask_for_link(db, "anybody@elsewhere.example")
    with standing_at(now() + timedelta(days=1)), writing(library.engine) as db:
        assert forget_letters(db) == 0
    with standing_at(now() + timedelta(days=2, minutes=1)), writing(library.engine) as db:
        assert forget_letters(db) == 1


def test_nobody_is_written_to_who_is_not_here_or_is_shut_out(library: Library) -> None:
    with writing(library.engine) as db:
        ask_for_link(db, "stranger@hospital.example")
        suspend(db, cast(db, "otto"), reason="x")
        ask_for_link(db, "otto@casebook.example")
    with mail_server() as (box, office):
        assert send(library, office) == 0
    assert box.letters == []
    assert {(one.state, one.email) for one in letters(library)} == {(LetterState.dropped, "")}


def test_without_a_server_letters_wait_and_are_tried_later_and_later_for_a_day(library: Library) -> None:
    put(library)
    away = PostOffice("127.0.0.1", 1, "none", SENDER)
    begun, tries = now(), []
    for minutes in range(0, 27 * 60, 5):
        with standing_at(begun + timedelta(minutes=minutes)):
            before = letters(library)[0].attempts
            send(library, away)
            if letters(library)[0].attempts > before:
                tries.append(minutes)
    (row,) = letters(library)
    assert row.state is LetterState.dead
    assert 10 <= len(tries) <= 25
    pauses = [later - sooner for sooner, later in itertools.pairwise(tries)]
    assert pauses == sorted(pauses)
    assert "cannot be reached" in row.trouble
    with writing(library.engine) as db:
        assert try_letters_again(db) == 1
    with mail_server() as (_box, office):
        assert send(library, office) == 1


def test_an_address_that_is_refused_for_good_is_given_up_and_the_next_letter_goes(library: Library) -> None:
    put(library)
    put(library, name="tom")
    put(library, name="vera")
    with mail_server() as (box, office):
        box.refuses["lena@casebook.example"] = "550 no such mailbox, Lena"
        box.refuses["tom@casebook.example"] = "451 greylisted"
        assert send(library, office) == 1
    lena, tom, vera = letters(library)
    assert (lena.state, lena.trouble) == (LetterState.dead, "address refused (550)")
    assert (tom.state, tom.attempts) == (LetterState.waiting, 1)
    assert vera.state is LetterState.sent
    with reading(library.engine) as db:
        assert {one.key for one in letters_kept(db)} == {lena.key, tom.key}


def test_a_server_that_says_nothing_holds_us_up_for_five_seconds_and_no_longer(library: Library) -> None:
    put(library)
    put(library, name="tom")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        began = time.monotonic()
        send(library, PostOffice("127.0.0.1", silent.getsockname()[1], "starttls", SENDER))
    assert time.monotonic() - began < 6.5
    assert [one.attempts for one in letters(library)] == [1, 1]


def test_with_starttls_nothing_goes_in_the_clear_and_nothing_to_a_stranger(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(library)
    tls = tls_of(tmp_path)
    known = KnownName("casebook", "a long secret word")
    with mail_server(tls_context=tls, require_starttls=True, authenticator=known, auth_required=True) as (box, plain):
        office = replace(plain, security="starttls", user="casebook", password="a long secret word")
        send(library, office)
        assert box.letters == []
        assert "certificate" in letters(library)[0].trouble
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.crt"))
        with standing_at(now() + timedelta(hours=1)):
            send(library, replace(office, password="another"))
            assert letters(library)[0].trouble == "the mail server does not take our name and password"
        with standing_at(now() + timedelta(hours=3)):
            assert send(library, office) == 1
    assert box.over_tls == [True]
    with mail_server() as (box, plain):  # a server that cannot, or somebody in between who says so
        put(library)
        send(library, replace(plain, security="starttls"))
    assert box.letters == []


def test_with_tls_from_the_start_too(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(library)
    with mail_server(ssl_context=tls_of(tmp_path)) as (box, plain):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.crt"))
        assert send(library, replace(plain, security="tls")) == 1
    assert len(box.letters) == 1


def test_an_invitation_gets_its_link_as_it_goes_and_the_one_before_ends(library: Library) -> None:
    with writing(library.engine) as db:
        cohort = north(db)
        invitation, old = invite_person(
            db, cohort, name="Ida", email="ida@hospital.example", stage=CareerStage.gp, starts_on=now().date(),
            ends_on=None, days=30, by=cast(db, "tom"),
        )  # fmt: skip
        write_letter(db, LetterKind.joining, email=invitation.email, about=invitation.key)
        other, _ = invite_person(
            db, cohort, name="Ugo", email="ugo@hospital.example", stage=CareerStage.gp, starts_on=now().date(),
            ends_on=None, days=30, by=cast(db, "tom"),
        )  # fmt: skip
        write_letter(db, LetterKind.joining, email=other.email, about=other.key)
        end_invitation(db, other, by=cast(db, "tom"))
    with mail_server() as (box, office):
        assert send(library, office) == 1
    (letter,) = box.letters
    assert letter["to"] == "ida@hospital.example"
    assert "Ida" not in letter.get_content()
    found = re.search(r"/joining\?link=(\S+)", letter.get_content())
    assert found
    with writing(library.engine) as db:
        assert invitation_by(db, found[1])[0].name == "Ida"
        with pytest.raises(Exception, match="could not find"):
            invitation_by(db, old)
        accept(db, found[1], by=cast(db, "otto"))
