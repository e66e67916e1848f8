"""A library's folder, keys and database: made whole or not at all, and never made anew over what is lost."""

import stat
from pathlib import Path

import pytest

from casebook.db.engine import reading
from casebook.errors import KeyMissing
from casebook.library import open_library
from casebook.preparing import bring_up_to_date, prepare
from casebook.reflect.keyring import Keyring, make_keys
from casebook.settings import Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = read_settings(data=tmp_path / "data")
    prepare(made)
    return made


def test_the_folder_is_its_owners_alone(settings: Settings) -> None:
    for path in (settings.data, settings.keys, settings.keys / "master.key", settings.data / "casebook.db"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_preparing_again_changes_no_key(settings: Settings) -> None:
    before = [path.read_bytes() for path in sorted(settings.keys.glob("*.key"))]
    prepare(settings)
    assert [path.read_bytes() for path in sorted(settings.keys.glob("*.key"))] == before
    assert len(list(settings.keys.glob("*.key*"))) == 2, "no draft of a key is left"


def test_lost_keys_are_never_replaced_by_new_ones(settings: Settings) -> None:
    for path in settings.keys.glob("*.key"):
        path.unlink()
    for act in (prepare, bring_up_to_date, open_library):
        with pytest.raises(KeyMissing):
            act(settings)  # type: ignore[operator]
    assert not list(settings.keys.glob("*.key"))


def test_other_keys_are_refused_before_anything_is_written_with_them(settings: Settings) -> None:
    for path in settings.keys.glob("*.key"):
        path.unlink()
    make_keys(settings.keys)
    with pytest.raises(KeyMissing, match="not those this library was made with"):
        prepare(settings)


def test_keys_others_may_read_are_refused(settings: Settings) -> None:
    (settings.keys / "master.key").chmod(0o644)
    with pytest.raises(KeyMissing, match="chmod 600"):
        Keyring(settings.keys)


@pytest.mark.parametrize("name", ["master.key", "naming.key", "metrics.key"])
@pytest.mark.parametrize("key", ["", "short", "changeme" * 8, "0" * 64])
def test_nothing_starts_with_a_key_that_could_be_guessed(settings: Settings, name: str, key: str) -> None:
    (settings.keys / name).write_text(key)
    (settings.keys / name).chmod(0o600)
    with pytest.raises(KeyMissing, match=r"no key|too short|guessed"):
        Keyring(settings.keys)


def test_a_key_for_numbers_that_others_may_read_is_refused_too(settings: Settings) -> None:
    (settings.keys / "metrics.key").write_text("0123456789abcdef" * 4)
    (settings.keys / "metrics.key").chmod(0o640)
    with pytest.raises(KeyMissing, match="chmod 600"):
        Keyring(settings.keys)


def test_looking_at_ones_words_writes_nothing_not_even_a_key(settings: Settings) -> None:
    library = open_library(settings)
    with pytest.raises(KeyMissing):
        library.keyring.key_of("somebody")
    with reading(library.keyring._reading) as db:
        assert db.connection().exec_driver_sql("SELECT count(*) FROM person_keys").scalar() == 0
