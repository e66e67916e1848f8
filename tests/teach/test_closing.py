"""A closed account leaves nothing that can be read, and no older copy of the database brings it back."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from casebook.cases.decision_point import Commitment
from casebook.cases.guidance import Guidance
from casebook.db.engine import reading, writing
from casebook.errors import KeyMissing
from casebook.library import Library, open_library
from casebook.media.clip import Clip
from casebook.media.editing import review
from casebook.media.queries import transcript_of
from casebook.people.person import Person
from casebook.people.signing_in import set_password
from casebook.reflect.annotating import Annotation, annotate
from casebook.reflect.keyring import Keyring
from casebook.reflect.proposal import Proposal
from casebook.reflect.proposing import propose
from casebook.reflect.queries import own_answer
from casebook.reflect.reasons import share
from casebook.reflect.reflecting import keep_reflection, own_reflections
from casebook.reflect.reflection import Action, Reflection
from casebook.reflect.reflection_templates import HEADINGS
from casebook.reflect.remark import Remark
from casebook.reflect.remarking import leave_remark
from casebook.reflect.responding import respond, withdraw
from casebook.reflect.response import Response, SealedRecord
from casebook.reflect.sealing import unseal
from casebook.reflect.share import Share
from casebook.reflect.shared_reason import SharedReason
from casebook.reflect.sharing import share_reflection
from casebook.teach.closing import NOBODY, close_account, close_again
from tests.conftest import an_answer, cast, the_case
from tests.databases import Before, files_of

CANARY = "bettongcanary"


def write_everything(library: Library, name: str = "lena") -> str:
    """One of everything she can write, each word of it a canary; answers her key."""
    with writing(library.engine) as db:
        person, (case, point, options) = cast(db, name), the_case(db)
        set_password(db, person, "three unrelated words")
        told = an_answer(reasons=CANARY, closing=CANARY)
        respond(db, library.keyring, case, point, options, told, by=person)
        again = an_answer(reasons=CANARY, moved_by=CANARY)
        respond(db, library.keyring, case, point, options, again, by=person, again=True)
        reflection = keep_reflection(
            db,
            library.keyring,
            Reflection(
                key="r" * 12, title=CANARY, parts=dict.fromkeys(HEADINGS, CANARY), actions=[Action("aaaa", CANARY)],
                capabilities={"GPC/2017/1": CANARY},
            ),
            by=person,
        )  # fmt: skip
        share_reflection(db, library.keyring, reflection, email="tom@casebook.example", days=30, by=person)
        annotate(db, library.keyring, Annotation("a" * 12, "c", "c", "c", "c", 0, 0, CANARY), by=person)
        return person.key


def everywhere(folder: Path, words: bytes) -> list[str]:
    """The files that hold some words, in the data folder or in a server's tables."""
    files = [path for path in folder.rglob("*") if path.is_file()] + files_of(folder)
    return [path.name for path in files if words in path.read_bytes()]


def of(db: Session, key: str) -> Person:
    return db.exec(select(Person).where(Person.key == key)).one()


def test_while_she_is_here_no_word_of_hers_is_readable_on_the_disk(stocked: Library) -> None:
    write_everything(stocked)
    assert everywhere(stocked.settings.data, CANARY.encode()) == []


def test_a_closed_account_leaves_no_record_name_or_address(stocked: Library) -> None:
    key = write_everything(stocked)
    with reading(stocked.engine) as db:
        sealed = [one.sealed for one in db.exec(select(SealedRecord)).all()]
    assert len(sealed) == 5
    close_account(stocked.engine, stocked.keyring, key)
    with reading(stocked.engine) as db:
        person = of(db, key)
        assert (person.name, person.password_hash) == (NOBODY, "")
        for table in (SealedRecord, Commitment, Share, Response):
            assert db.exec(select(table)).all() == [], table
    for part in (b"lena@casebook.example", b"Lena Marsh", *sealed):
        assert everywhere(stocked.settings.data, part) == []


def test_what_she_let_others_read_goes_too_even_after_she_had_withdrawn(stocked: Library) -> None:
    key = write_everything(stocked)
    with writing(stocked.engine) as db:
        lena, (case, point, _) = of(db, key), the_case(db)
        withdraw(db, stocked.keyring, point, by=lena)
        answer = own_answer(db, stocked.keyring, lena, point)
        assert answer is not None
        share(db, stocked.keyring, point, answer, CANARY, by=lena)
        propose(db, stocked.keyring, case, point, CANARY, by=lena)
        leave_remark(db, stocked.keyring, case, point, says="misled", text=CANARY, by=lena)
    assert everywhere(stocked.settings.data, CANARY.encode()), "these three are readable, by their writer's wish"
    close_account(stocked.engine, stocked.keyring, key)
    with reading(stocked.engine) as db:
        assert db.exec(select(SharedReason)).all() == []
        assert db.exec(select(Proposal)).all() == []
        assert db.exec(select(Remark)).all() == []
    assert everywhere(stocked.settings.data, CANARY.encode()) == []


def test_what_was_shared_with_her_leaves_no_copy(stocked: Library) -> None:
    write_everything(stocked)
    with reading(stocked.engine) as db:
        tom = cast(db, "tom").key
    close_account(stocked.engine, stocked.keyring, tom)
    with reading(stocked.engine) as db:
        assert db.exec(select(Share)).all() == []
        assert db.exec(select(SealedRecord).where(SealedRecord.kind == "shared")).all() == []


def test_closing_one_account_leaves_the_others_alone(stocked: Library) -> None:
    write_everything(stocked, "otto")
    close_account(stocked.engine, stocked.keyring, write_everything(stocked))
    with reading(stocked.engine) as db:
        otto = cast(db, "otto")
        _, point, _ = the_case(db)
        kept = own_answer(db, stocked.keyring, otto, point)
        assert kept is not None
        assert kept.reasons == CANARY
        assert len(db.exec(select(Response)).all()) == 2
        assert len(own_reflections(db, stocked.keyring, otto)) == 1


def test_an_older_copy_of_the_database_opens_nothing_and_is_closed_again(stocked: Library) -> None:
    key = write_everything(stocked)
    old = Before(stocked)
    stocked.engine.dispose()
    again = open_library(stocked.settings)
    close_account(again.engine, again.keyring, key)
    again.engine.dispose()
    old.put_back()
    restored = open_library(stocked.settings)
    with reading(restored.engine) as db:
        person = of(db, key)
        assert person.name == "Lena Marsh"
        held = db.exec(select(SealedRecord).where(SealedRecord.owner_id == person.pk)).all()
        assert held
        for record in held:
            with pytest.raises(KeyMissing):
                unseal(restored.keyring, person, record)
    assert close_again(restored.engine, restored.keyring) == 1
    with reading(restored.engine) as db:
        assert of(db, key).name == NOBODY
        assert db.exec(select(SealedRecord)).all() == []
    assert close_again(restored.engine, restored.keyring) == 0
    restored.engine.dispose()


def test_nothing_more_is_sealed_for_a_closed_account(stocked: Library) -> None:
    key = write_everything(stocked)
    close_account(stocked.engine, stocked.keyring, key)
    with writing(stocked.engine) as db, pytest.raises(KeyMissing):
        keep_reflection(db, stocked.keyring, Reflection(key="s" * 12, title="x"), by=of(db, key))


def test_rotation_wraps_every_key_anew_and_every_word_still_opens(stocked: Library) -> None:
    write_everything(stocked)
    folder = stocked.settings.keys
    running = Keyring(folder)  # a server that goes on while the command rotates
    before, mark = (folder / "master.key").read_bytes(), stocked.keyring.fingerprint
    assert stocked.keyring.rotate() == 1
    after = (folder / "master.key").read_bytes().split()
    assert after[1:] == before.split()
    assert (folder / "master.key").stat().st_mode & 0o077 == 0
    for keyring in (stocked.keyring, Keyring(folder), running):
        assert keyring.fingerprint == mark
        with reading(stocked.engine) as db:
            assert own_reflections(db, keyring, cast(db, "lena"))[0].title == CANARY
    # only the new master key is needed now; the old one stays for older backups of the wrapped keys
    (folder / "master.key").write_bytes(after[0] + b"\n")
    with reading(stocked.engine) as db:
        assert own_reflections(db, Keyring(folder), cast(db, "lena"))[0].title == CANARY


def test_a_word_kept_after_rotation_opens_too(stocked: Library) -> None:
    write_everything(stocked)
    stocked.keyring.rotate()
    with writing(stocked.engine) as db:
        lena = cast(db, "lena")
        kept = own_reflections(db, stocked.keyring, lena)[0]
        keep_reflection(db, stocked.keyring, replace(kept, title="after"), by=lena)
    with reading(stocked.engine) as db:
        assert own_reflections(db, Keyring(stocked.settings.keys), cast(db, "lena"))[0].title == "after"


def test_her_name_goes_from_what_she_has_read_and_checked(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        ada = cast(db, "ada")
        ada.name = "Ada Bettongcanary"
        clip, row = db.exec(select(Clip).order_by(col(Clip.id))).first(), db.exec(select(Guidance)).first()
        assert clip
        assert row
        transcript = transcript_of(db, clip)
        assert transcript
        review(db, clip, seen=transcript.version, by=ada)
        row.checked_by = ada.name
        db.add_all([ada, row])
        key = ada.key
    close_account(stocked.engine, stocked.keyring, key)
    assert everywhere(stocked.settings.data, b"Bettongcanary") == []
    with reading(stocked.engine) as db:
        read = transcript_of(db, clip)
        assert read
        assert read.reviewed, "it has been read all the same"
        assert read.read_by == NOBODY
