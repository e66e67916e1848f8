"""Putting a backup back: what ended since stays ended, what is damaged is said, and half a library is never there."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from casebook.backup.age import new_identity, recipient_of
from casebook.backup.place import read_sealed, write_sealed
from casebook.backup.restoring import restore
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.db.migrate import migrate, newest
from casebook.errors import AlreadyDone, BackupBroken, KeyMissing, NotFound
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.people.cohort import Cohort
from casebook.people.contributor_links import contributors_for, give_link
from casebook.people.introducing import introduce
from casebook.people.letter import PasswordLink
from casebook.people.person import Person, SignIn
from casebook.people.signing_in import sign_in
from casebook.people.viewer import NOBODY as STRANGER
from casebook.reflect.reflecting import own_reflections
from casebook.reflect.response import SealedRecord
from casebook.reflect.sealing import unseal
from casebook.reflect.sharing import share_reflection, shares_with
from casebook.teach.closing import NOBODY, close_account
from casebook.teach.shared_note import SharedNote
from tests.backup.conftest import Backups
from tests.backup.test_taking import write_words
from tests.conftest import Visitor, cast, make_ready
from tests.media.ended import clips, of_the_case, withdraw

Later = Callable[[float], None]


def erase_lena(library: Library) -> str:
    with reading(library.engine) as db:
        key = cast(db, "lena").key
    close_account(library.engine, library.keyring, key)
    return key


def is_erased(library: Library, key: str) -> bool:
    with reading(library.engine) as db:
        person = db.exec(select(Person).where(Person.key == key)).one()
        return person.name == NOBODY and db.exec(select(SealedRecord)).first() is None


def test_an_older_backup_brings_back_no_film_and_no_account_that_ended_since(
    ready: Library, backups: Backups, a_second_later: Later
) -> None:
    write_words(ready)
    first = backups.take(ready).moment
    recording = of_the_case(ready)
    withdraw(ready, recording)
    make_ready(ready)
    erased = erase_lena(ready)
    a_second_later(1)
    backups.take(ready)
    shutil.rmtree(ready.settings.data)

    restored = backups.put_back(moment=first)
    assert "ledgers: 1 films and 1 accounts ended again" in restored.done
    other = backups.open()
    assert is_erased(other, erased)
    played = Visitor(other).enter("tom")
    for clip in clips(other, recording):
        assert played.get(f"/m/{clip.key}/hls/index.m3u8").status_code in (404, 410)


def test_a_ledger_that_outlived_the_library_is_heeded_though_all_backups_are_older(
    ready: Library, backups: Backups
) -> None:
    write_words(ready)
    backups.take(ready)
    erased = erase_lena(ready)
    assert backups.put_back("without").wrong == []
    assert not is_erased(backups.open("without"), erased), "nothing could know of it"
    backups.put_back("with", ledger=ready.settings.ledger_folder)
    other = backups.open("with")
    assert is_erased(other, erased)


def test_no_ledger_of_ended_films_takes_the_place_of_another(
    ready: Library, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = backups.take(ready).moment
    withdraw(ready, of_the_case(ready))
    make_ready(ready)
    own = ready.settings.tombstones_folder
    written = ready.ledger.lines()
    assert "ledgers: 0 films and 0 accounts ended again" in backups.put_back("without").done, "nothing could know of it"
    assert "ledgers: 1 films and 0 accounts ended again" in backups.put_back("named", first, ledger=own).done
    monkeypatch.setenv("CASEBOOK_TOMBSTONES", str(own))
    assert "ledgers: 1 films and 0 accounts ended again" in backups.put_back("set", first).done
    assert ready.ledger.lines() == written, "that of the machine is read, and not written"


def test_an_erased_persons_words_in_an_old_database_do_not_open_with_todays_keys(
    ready: Library, backups: Backups, a_second_later: Later
) -> None:
    write_words(ready)
    backups.take(ready)
    with reading(ready.engine) as db:
        lena, record = cast(db, "lena"), db.exec(select(SealedRecord)).one()
    erase_lena(ready)
    a_second_later(8)
    backups.take(ready)
    assert len(backups.place.moments()) == 2
    assert len(backups.place.keys()) == 1, "keys are kept for seven days"
    backups.put_back()
    with pytest.raises(KeyMissing):
        unseal(backups.open().keyring, lena, record)


def test_backups_go_after_their_days_and_film_with_the_last_that_names_it(
    ready: Library, backups: Backups, a_second_later: Later
) -> None:
    first = backups.take(ready).moment
    withdraw(ready, of_the_case(ready))
    make_ready(ready)
    a_second_later(34)
    second = backups.take(ready)
    assert backups.place.moments() == [first, second.moment]
    held = len(list(backups.place.folder.glob("film/*/*")))
    a_second_later(2)
    assert backups.take(ready).pruned == 1
    assert backups.place.moments()[0] == second.moment
    assert len(list(backups.place.folder.glob("film/*/*"))) < held
    assert backups.put_back().wrong == []


def test_a_backup_of_an_older_casebook_is_brought_to_this_version(ready: Library, backups: Backups) -> None:
    migrate(ready.engine, "0025")
    backups.take(ready)
    restored = backups.put_back()
    assert restored.wrong == []
    assert f"database: brought from migration 0025 to {newest()}" in restored.done
    assert Visitor(backups.open()).enter("lena").get("/cases/the-open-door").status_code == 200


def test_everybody_signs_in_again(ready: Library, backups: Backups) -> None:
    with writing(ready.engine) as db:
        sign_in(db, cast(db, "lena"), hours=12)
    backups.take(ready)
    backups.put_back()
    with reading(backups.open().engine) as db:
        assert db.exec(select(SignIn)).all() == []


def test_one_damaged_film_is_said_and_the_rest_is_put_back(ready: Library, backups: Backups) -> None:
    backups.take(ready)
    damaged = max(backups.place.folder.glob("film/*/*"), key=lambda file: file.stat().st_size)
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(bytes(data))
    restored = backups.put_back()
    assert any("damaged or was changed" in line for line in restored.wrong)
    assert Visitor(backups.open()).enter("lena").get("/cases/the-open-door").status_code == 200


@pytest.mark.parametrize("part", ["database.age", "manifest.age"])
def test_a_damaged_database_or_manifest_leaves_nothing_half_there(ready: Library, backups: Backups, part: str) -> None:
    taken = backups.take(ready)
    file = backups.place.folder / "library" / taken.moment / part
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(BackupBroken, match="damaged"):
        backups.put_back()
    assert not (backups.folder / "restored").exists()
    assert not list(backups.folder.glob(".restored*"))


def test_another_key_or_no_backup_or_a_folder_in_use_is_refused(ready: Library, backups: Backups) -> None:
    with pytest.raises(BackupBroken, match="no backup"):
        backups.put_back()
    backups.take(ready)
    with pytest.raises(BackupBroken, match="another key"):
        restore(backups.place.folder, backups.folder / "other", [new_identity()])
    with pytest.raises(AlreadyDone, match="nothing is written over"):
        restore(backups.place.folder, ready.settings.data, [backups.identity])


@pytest.mark.parametrize("path", ["../../outside", "/tmp/outside", "film/../../outside", ".hidden"])
def test_a_forged_backup_writes_nowhere_else(ready: Library, backups: Backups, path: str) -> None:
    """Whoever has the public key can write one; it must lead nowhere."""
    taken = backups.take(ready)
    lies = backups.place.folder / "library" / taken.moment / "manifest.age"
    told = json.loads(b"".join(read_sealed(lies, [backups.identity])))
    told["files"][path] = next(iter(told["files"].values()))
    write_sealed(lies, [json.dumps(told).encode()], [recipient_of(backups.identity)])
    with pytest.raises(BackupBroken, match="manifest"):
        backups.put_back()
    assert not list(backups.folder.rglob("outside"))


def test_without_the_keys_of_private_words_nothing_is_restored_to_be_written_in_the_clear(
    ready: Library, backups: Backups
) -> None:
    backups.take(ready)
    (keys,) = backups.place.keys()
    kept = keys.rename(backups.folder / "kept-elsewhere.age")
    with pytest.raises(BackupBroken, match="--keys"):
        backups.put_back()
    assert backups.put_back(keys=Path(kept)).wrong == []


def test_what_lets_somebody_in_or_was_shared_has_to_be_given_anew(ready: Library, backups: Backups) -> None:
    write_words(ready)
    with writing(ready.engine) as db:
        lena = cast(db, "lena")
        (reflection,) = own_reflections(db, ready.keyring, lena)
        share_reflection(db, ready.keyring, reflection, email="tom@casebook.example", days=30, by=lena)
        nia = introduce(db, name="Dr Nia Bevan", role="GP", stage="gp", setting="prison")
        secret = give_link(db, nia, by=cast(db, "ada"))
        db.add(PasswordLink(secret_sha256="0" * 64, person_id=lena.pk, until=now() + timedelta(hours=1)))
        clip, cohort = db.exec(select(Clip).order_by(col(Clip.id))).first(), db.exec(select(Cohort)).one()
        assert clip
        note = SharedNote(id="1", person_id=lena.pk, cohort_id=cohort.pk, clip_id=clip.pk, from_ms=0, to_ms=9, text="O")
        db.add(note)
    backups.take(ready)
    restored = backups.put_back()
    assert restored.wrong == []
    assert any("2 shares taken back" in one for one in restored.done)
    other = backups.open()
    with reading(other.engine) as db:
        assert shares_with(db, cast(db, "tom")) == [], "it may have been taken back since"
        assert db.exec(select(SharedNote)).first() is None
        assert db.exec(select(PasswordLink)).first() is None
        with pytest.raises(NotFound):
            contributors_for(db, STRANGER, secret)
        assert own_reflections(db, other.keyring, cast(db, "lena")), "her own words are hers"
