"""Keys on the command line: rotated while words still open, and destroyed for good."""

from pathlib import Path

from casebook.db.engine import reading, writing
from casebook.library import open_library
from casebook.people.queries import person_by_email
from casebook.reflect.reflecting import keep_reflection, own_reflections
from casebook.reflect.reflection import Reflection
from casebook.settings import read_settings
from tests.test_cli import run

EMAIL = "ida@hospital.example"
PASSWORD = "three unrelated words\n"


def test_keys_are_rotated_and_an_account_is_shredded(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    added = run(folder, "person", "add", EMAIL, "--name", "Ida", "--password-stdin", stdin=PASSWORD)
    assert added.returncode == 0, added.stderr
    library = open_library(read_settings(data=folder))
    with writing(library.engine) as db:
        ida = person_by_email(db, EMAIL)
        assert ida is not None
        keep_reflection(db, library.keyring, Reflection(key="r" * 12, title="kept"), by=ida)

    rotated = run(folder, "keys", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    assert rotated.stdout.startswith("1 keys wrapped anew.")
    with reading(library.engine) as db:
        assert own_reflections(db, library.keyring, ida)[0].title == "kept", "what runs meanwhile goes on"

    other = run(folder, "keys", "shred", EMAIL, stdin="someone@else.example\n")
    assert other.returncode == 2
    assert "nothing was done" in other.stderr
    assert run(folder, "keys", "shred", EMAIL, "--yes").returncode == 0
    with reading(library.engine) as db:
        assert person_by_email(db, EMAIL) is None
    gone = run(folder, "keys", "shred", EMAIL, "--yes")
    assert gone.returncode == 2
    assert gone.stderr.strip() == "We could not find that person: nobody has the address ida@hospital.example."


def test_keys_move_to_a_server_of_their_own_and_words_open_from_there(tmp_path: Path, postgres_url: str) -> None:
    folder = tmp_path / "data"
    assert run(folder, "person", "add", EMAIL, "--name", "Ida", "--password-stdin", stdin=PASSWORD).returncode == 0
    library = open_library(read_settings(data=folder))
    with writing(library.engine) as db:
        ida = person_by_email(db, EMAIL)
        assert ida is not None
        keep_reflection(db, library.keyring, Reflection(key="r" * 12, title="kept"), by=ida)
    library.keyring.release()

    unmoved = run(folder, "keys", "rotate", CASEBOOK_KEYS_DATABASE=postgres_url)
    assert (unmoved.returncode, "are missing" in unmoved.stderr) == (2, True), "an empty one is not begun in its place"
    moved = run(folder, "keys", "move", "--to", postgres_url)
    assert moved.stdout.startswith("1 keys are there."), moved.stderr
    (folder / "keys" / "people.db").unlink()
    rotated = run(folder, "keys", "rotate", CASEBOOK_KEYS_DATABASE=postgres_url)
    assert rotated.stdout.startswith("1 keys wrapped anew.")
    with reading(library.engine) as db:
        ring = open_library(read_settings(data=folder, keys_database=postgres_url)).keyring
        assert own_reflections(db, ring, ida)[0].title == "kept"
