"""A library's folder, keys and database: made whole or not at all, and never made anew over what is lost."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine

from casebook import preparing
from casebook.app import create_app
from casebook.db.copying import damage
from casebook.db.engine import empty_log, open_engine, reading
from casebook.db.migrate import SERVES_FROM, current, migrate, newest
from casebook.errors import DatabaseBehind, DatabaseDamaged, KeyMissing, MigrationFailed, StorageFull
from casebook.health import findings, problems
from casebook.library import open_library
from casebook.preparing import bring_up_to_date, prepare, refuse_damage
from casebook.reflect.keyring import Keyring, make_keys
from casebook.settings import Settings, read_settings
from tests.databases import rows_of_all


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = read_settings(data=tmp_path / "data")
    prepare(made)
    return made


def test_the_folder_is_its_owners_alone(settings: Settings) -> None:
    for path in (settings.data, settings.keys, settings.keys / "master.key", settings.keys / "people.db"):
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


def test_missing_keys_of_private_words_are_never_begun_anew(settings: Settings) -> None:
    (settings.keys / "people.db").unlink()
    for act in (prepare, bring_up_to_date):
        with pytest.raises(KeyMissing, match=r"people\.db, are missing"):
            act(settings)  # type: ignore[operator]
    assert not (settings.keys / "people.db").exists()


@pytest.mark.sqlite("a server looks after its own pages")
@pytest.mark.parametrize("page", [0, 1, 7, 40])
def test_a_database_with_a_page_overwritten_is_not_served(settings: Settings, page: int) -> None:
    file = settings.data / "casebook.db"
    assert empty_log(open_engine(settings.database_url)), "all of it is in the file"
    data = bytearray(file.read_bytes())
    data[page * 4096 : page * 4096 + 4096] = bytes(4096)
    file.write_bytes(data)
    with pytest.raises(DatabaseDamaged, match="casebook restore"):
        start(settings)


def start(settings: Settings) -> None:
    prepare(settings)
    refuse_damage(open_library(settings).engine)


def at(settings: Settings, migration: str) -> None:
    migrate(open_engine(settings.database_url), migration)


def test_a_database_is_copied_before_it_is_migrated_and_the_copy_goes_after_a_week(settings: Settings) -> None:
    at(settings, "0020")
    assert bring_up_to_date(settings) == "0020"
    (copy,) = (settings.data / "before-migration").glob("*.db")
    assert current(open_engine(f"sqlite:///{copy}")) == "0020"
    assert copy.stat().st_mode & 0o077 == 0
    prepare(settings)
    assert copy.exists()
    os.utime(copy, (0, 0))
    prepare(settings)
    assert not copy.exists()


def test_a_migration_that_fails_changes_nothing_and_names_the_copy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(settings, "0020")
    before = rows_of_all(open_engine(settings.database_url))

    def fails(engine: Engine) -> None:
        with engine.execution_options(writing=True).begin() as connection:
            connection.exec_driver_sql("DROP TABLE remarks")
            raise RuntimeError("in the middle")

    monkeypatch.setattr(preparing, "migrate", fails)
    with pytest.raises(MigrationFailed, match="nothing was changed: the database is at 0020, and a copy of it is"):
        bring_up_to_date(settings)
    monkeypatch.undo()
    assert rows_of_all(open_engine(settings.database_url)) == before
    assert bring_up_to_date(settings) == "0020", "it can be done again"
    assert not damage(open_engine(settings.database_url))


def test_without_room_for_the_copy_nothing_is_migrated(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    at(settings, "0020")

    def full(engine: Engine, target: Path) -> None:
        target.touch()
        raise StorageFull("There is no room left.")

    monkeypatch.setattr(preparing, "copy_database", full)
    with pytest.raises(StorageFull):
        bring_up_to_date(settings)
    assert current(open_engine(settings.database_url)) == "0020"
    assert not list((settings.data / "before-migration").iterdir())


def made_by_a_newer_one(settings: Settings, serves_from: str) -> None:
    with open_engine(settings.database_url).execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.exec_driver_sql("DELETE FROM facts WHERE name = 'serves from'")
        if serves_from:
            connection.exec_driver_sql(f"INSERT INTO facts (name, value) VALUES ('serves from', '{serves_from}')")


def test_the_version_before_goes_on_and_starts_again_on_a_migrated_database(settings: Settings) -> None:
    made_by_a_newer_one(settings, newest())
    prepare(settings)
    library = open_library(settings)
    create_app(library)
    assert problems(library) == []
    database = findings(library)[0]
    assert database.well
    assert database.seen.endswith(", migrated by a newer casebook; this one may go on")
    with pytest.raises(DatabaseBehind, match="which a newer casebook made"):
        bring_up_to_date(settings)  # it has nothing to bring it to


@pytest.mark.parametrize("serves_from", ["9998", ""])
def test_a_version_older_than_that_says_so_everywhere(settings: Settings, serves_from: str) -> None:
    made_by_a_newer_one(settings, serves_from)
    library = open_library(settings)
    assert problems(library) == ["A newer casebook has migrated the database, and this one is too old for it."]
    found = findings(library)
    assert not found[0].well
    assert not {"jobs", "audit", "mail"} & {one.name for one in found}, "it looks at no row"
    with pytest.raises(DatabaseBehind):
        create_app(library)


def test_a_migration_says_who_may_go_on_in_its_own_transaction(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine, "0034")
    with engine.connect() as connection:
        said = "SELECT value FROM facts WHERE name = 'serves from'"
        assert connection.exec_driver_sql(said).all() == []
    migrate(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(said).all() == [(SERVES_FROM,)]


def test_a_database_of_a_newer_casebook_is_refused_in_words(settings: Settings) -> None:
    made_by_a_newer_one(settings, "9999")
    for act in (prepare, bring_up_to_date):
        with pytest.raises(DatabaseBehind, match="which a newer casebook made"):
            act(settings)  # type: ignore[operator]
