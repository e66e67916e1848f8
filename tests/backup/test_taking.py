"""A backup is whole, unreadable without its key, and taken while everything goes on; or it is not there."""

import errno
import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.backup import place as backup_place
from casebook.backup.holding import forget_left, held
from casebook.backup.place import SUMS, BackupPlace
from casebook.backup.taking import take_backup
from casebook.db.engine import reading, writing
from casebook.errors import AlreadyDone, BackupBroken, SettingWrong, StorageFull
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.reflect.reflecting import keep_reflection, own_reflections
from casebook.reflect.reflection import Reflection
from tests.backup.conftest import Backups
from tests.conftest import Visitor, cast

CANARY = "an owl nobody else has seen"


def write_words(library: Library) -> None:
    with writing(library.engine) as db:
        keep_reflection(db, library.keyring, Reflection(key="r" * 12, title=CANARY), by=cast(db, "lena"))


def test_a_library_comes_back_as_it_was(ready: Library, backups: Backups) -> None:
    write_words(ready)
    taken = backups.take(ready)
    assert taken.missing == []
    assert taken.files == len(list(ready.storage.everything()))
    assert 0 < taken.new_files <= taken.files, "files of the same bytes are written once"
    restored = backups.put_back()
    assert restored.wrong == []
    assert "a record of each of 1 people opened" in " ".join(restored.done)
    other = backups.open()
    with reading(ready.engine) as db, reading(other.engine) as again:
        assert set(db.exec(select(Clip.key, Clip.state)).all()) == set(again.exec(select(Clip.key, Clip.state)).all())
        assert own_reflections(again, other.keyring, cast(again, "lena"))[0].title == CANARY
    assert {path: other.storage.read(path) for path in other.storage.everything()} == {
        path: ready.storage.read(path) for path in ready.storage.everything()
    }
    visitor = Visitor(other).enter("lena")
    assert visitor.get("/cases/the-open-door").status_code == 200
    assert "The open door" in visitor.get("/search?q=door").text


def test_nothing_in_the_backups_can_be_read_without_the_key(ready: Library, backups: Backups) -> None:
    write_words(ready)
    backups.take(ready)
    private = [CANARY, "lena@casebook.example", "The open door", "SQLite format 3", "master.key", "originals/"]
    for file in backups.place.folder.rglob("*"):
        held = file.read_bytes() if file.is_file() else b""
        assert not [one for one in private if one.encode() in held], file
        assert file.stat().st_mode & 0o077 == 0, file
    assert not list((ready.settings.data / "backup").rglob("*.db")), "no copy of the database stays behind"


def test_anybody_can_see_without_a_key_whether_it_is_all_there(ready: Library, backups: Backups) -> None:
    taken = backups.take(ready)
    sums = backups.place.folder / "library" / taken.moment / SUMS
    lines = [line.split("  ", 1) for line in sums.read_text(encoding="ascii").splitlines()]
    assert lines
    for told, path in lines:
        assert sha256((backups.place.folder / path).read_bytes()).hexdigest() == told
    if program := shutil.which("sha256sum"):  # which nearly every machine has
        check = [program, "--check", "--quiet", "--strict", str(sums)]
        assert subprocess.run(check, cwd=backups.place.folder, check=False).returncode == 0


def test_film_is_written_once_however_many_backups_name_it(ready: Library, backups: Backups, a_second_later) -> None:  # type: ignore[no-untyped-def]
    first = backups.take(ready)
    kept = {path: path.stat().st_mtime_ns for path in backups.place.folder.glob("film/*/*")}
    a_second_later(1)
    second = backups.take(ready)
    assert (second.files, second.new_files) == (first.files, 0)
    assert {path: path.stat().st_mtime_ns for path in backups.place.folder.glob("film/*/*")} == kept
    (ready.settings.data / "backup" / "known.json").unlink()
    a_second_later(1)
    assert backups.take(ready).new_files == 0, "also where what is known of it was lost"


def test_nothing_is_written_over(ready: Library, backups: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    from casebook.backup import taking

    moment = taking.now()
    monkeypatch.setattr(taking, "now", lambda: moment)
    backups.take(ready)
    before = {path: path.read_bytes() for path in backups.place.folder.rglob("*.age")}
    with pytest.raises(AlreadyDone, match="Nothing was written over"):
        backups.take(ready)
    assert {path: path.read_bytes() for path in backups.place.folder.rglob("*.age")} == before


def test_two_backups_to_one_folder_do_not_meet(ready: Library, backups: Backups) -> None:
    with backups.place.locked(), pytest.raises(AlreadyDone, match="Another backup"):
        backups.take(ready)


def test_two_backups_of_one_library_do_not_take_each_others_film_away(ready: Library, backups: Backups) -> None:
    with held(ready, lambda path, etag: False) as still:
        with pytest.raises(AlreadyDone, match="Another backup of this library"):
            backups.take(ready)
        assert not forget_left(ready), "one that is being taken is left alone"
        assert still.database.is_file()


def test_what_a_killed_backup_left_goes_when_the_worker_sweeps(ready: Library) -> None:
    left = ready.settings.data / "backup" / "held"
    left.mkdir(parents=True)
    (left / "casebook.db").write_bytes(b"left")
    assert forget_left(ready)
    assert not left.exists()
    assert not forget_left(ready)


def test_a_backup_without_a_key_or_inside_the_library_or_among_other_things_is_refused(
    ready: Library, backups: Backups, tmp_path: Path
) -> None:
    with pytest.raises(SettingWrong, match="never written unencrypted"):
        take_backup(ready, backups.place, [], keep_days=35, keep_keys_days=7)
    assert backups.place.moments() == []
    with pytest.raises(AlreadyDone, match="another disk"):
        take_backup(ready, BackupPlace(ready.settings.data / "b"), ["x"], keep_days=35, keep_keys_days=7)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.docx").touch()
    with pytest.raises(BackupBroken, match=r"thesis\.docx"):
        BackupPlace(tmp_path / "home")


@pytest.mark.parametrize("fails_at", [1, 2, 7, 30])
def test_a_full_disk_ends_it_in_words_and_the_next_goes_on(
    ready: Library, backups: Backups, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    synced, count = os.fsync, 0

    def full(handle: int) -> None:
        nonlocal count
        count += 1
        if count >= fails_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        synced(handle)

    monkeypatch.setattr(backup_place.os, "fsync", full)
    with pytest.raises(StorageFull, match="Earlier backups are as they were"):
        backups.take(ready)
    monkeypatch.undo()
    assert backups.place.moments() == [], "what is half there has no name"
    assert not list(backups.place.folder.rglob(".*.tmp"))
    finished = len(list(backups.place.folder.glob("film/*/*.age")))
    taken = backups.take(ready)
    assert taken.new_files <= taken.files - finished, "what was finished is not written again"
    assert backups.put_back().wrong == []


def test_film_that_is_taken_away_while_it_is_copied_is_in_the_backup(
    ready: Library, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row was there at the moment of the backup, so its film is, too."""
    from casebook.backup import taking

    keep, gone = taking._keep_film, sorted(ready.storage.everything())[-1]

    def keep_after_it_went(*given):  # type: ignore[no-untyped-def]
        place = ready.storage.local(gone)
        assert place is not None
        place.unlink()
        return keep(*given)

    monkeypatch.setattr(taking, "_keep_film", keep_after_it_went)
    taken = backups.take(ready)
    assert taken.missing == []
    assert backups.put_back().wrong == []
    assert backups.open().storage.size(gone)


def test_the_manifest_says_what_the_backup_holds(ready: Library, backups: Backups) -> None:
    from casebook.backup.manifest import read_manifest
    from casebook.backup.place import hash_of, read_sealed

    taken = backups.take(ready)
    lies = backups.place.folder / "library" / taken.moment / "manifest.age"
    text = b"".join(read_sealed(lies, [backups.identity]))
    assert hash_of([text]) == taken.manifest_sha256
    manifest = read_manifest([text])
    assert manifest.rows["cases"] == 1
    assert json.loads(text)["files"].keys() == set(ready.storage.everything())
