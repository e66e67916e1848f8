"""Each person's key, in a file or on a server: opened by all who share them, destroyed for all, and carried along."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from casebook.errors import AlreadyDone, KeyMissing, SettingWrong
from casebook.reflect.keyring import Keyring, are_kept, make_keys

NONCE, WORDS = b"\x01" * 12, b"I was frightened."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_keys(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> str:
    """Where the keys are: on a server by its URL, in a file by none."""
    return database_url if database_url.startswith("postgresql") else ""


def test_what_one_process_sealed_another_opens_until_the_key_is_destroyed(folder: Path, url: str) -> None:
    here, there = Keyring(folder, database=url), Keyring(folder, database=url)
    sealed = here.key_to_seal_with("lena").encrypt(NONCE, WORDS, None)
    assert there.key_of("lena").decrypt(NONCE, sealed, None) == WORDS
    assert there.rotate() == 1
    assert here.key_of("lena").decrypt(NONCE, sealed, None) == WORDS
    there.close("lena")
    for one in (here, there):
        with pytest.raises(KeyMissing):
            one.key_of("lena")
        with pytest.raises(KeyMissing):
            one.key_to_seal_with("lena")
    assert here.closed_among(["lena", "otto"]) == ["lena"]


def test_a_backup_of_the_keys_is_a_file_that_opens_the_same_words(folder: Path, url: str, tmp_path: Path) -> None:
    ring = Keyring(folder, database=url)
    sealed = ring.key_to_seal_with("lena").encrypt(NONCE, WORDS, None)
    ring.close("otto")
    (tmp_path / "restored").mkdir(mode=0o700)
    for name in ("master.key", "naming.key"):
        (tmp_path / "restored" / name).write_bytes((folder / name).read_bytes())
        (tmp_path / "restored" / name).chmod(0o600)
    ring.copy_to(tmp_path / "restored" / "people.db")
    assert [one.name for one in (tmp_path / "restored").glob("people*")] == ["people.db"]
    restored = Keyring(tmp_path / "restored", tmp_path / "no-ledger")
    assert restored.key_of("lena").decrypt(NONCE, sealed, None) == WORDS
    assert restored.closed_among(["otto"]) == ["otto"]
    assert restored.fingerprint == ring.fingerprint


def test_keys_move_to_a_server_and_back_and_never_over_others(folder: Path, postgres_url: str) -> None:
    file = Keyring(folder)
    sealed = file.key_to_seal_with("lena").encrypt(NONCE, WORDS, None)
    assert not are_kept(folder, postgres_url)
    assert [file.move_to(postgres_url), file.move_to(postgres_url)] == [1, 1], "done twice it is the same"
    assert are_kept(folder, postgres_url)
    moved = Keyring(folder, database=postgres_url)
    assert moved.key_of("lena").decrypt(NONCE, sealed, None) == WORDS
    moved.key_to_seal_with("otto")
    with pytest.raises(AlreadyDone):
        file.move_to(postgres_url)
    assert moved.key_of("otto")


def test_keys_are_not_kept_beside_anything_else(folder: Path, migrated_url: str) -> None:
    with pytest.raises(SettingWrong, match="database of their own"):
        Keyring(folder, database=migrated_url)
    with create_engine(migrated_url).connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM pg_tables WHERE tablename = 'person_keys'")).scalar()
    assert kept == 0
