"""The audit on the command line: what changes or takes out anything leaves one row, and all is verified."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from casebook.backup.age import new_identity, recipient_of
from casebook.cli import app
from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import open_library
from casebook.media.clip import ClipState
from casebook.media.queries import clip_by_key
from casebook.people.forgetting_sign_ins import note_absences
from casebook.people.queries import person_by_email
from casebook.reflect.reflecting import keep_reflection
from casebook.reflect.reflection import Reflection
from casebook.settings import read_settings
from tests.databases import drop_triggers
from tests.small_content import make_sound

#: Commands that only show, run what others ask for, or shape the database; the rest leave a row.
LEAVE_NONE = {
    "serve", "work", "demo", "migrate", "move", "jobs", "search", "reindex", "routes", "check", "audit verify",
    "hold list", "unused list", "keys for-backups", "lawful-demand list",
}  # fmt: skip
EMAIL = "ida@hospital.example"


def all_commands() -> set[str]:
    named = set()
    for name, one in commands_of(typer.main.get_command(app)).items():
        named |= {f"{name} {below}" for below in commands_of(one)} or {name}
    return named


def commands_of(one: Any) -> dict[str, Any]:
    return getattr(one, "commands", {})


def run(*words: str, stdin: str = "") -> str:
    done = CliRunner().invoke(app, list(words), input=stdin)
    assert done.exit_code == 0, (words, done.output, done.exception)
    return done.stdout


def test_every_command_that_does_something_leaves_exactly_one_row(
    tmp_path: Path, small_content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEBOOK_DATA", str(tmp_path / "data"))
    password = "three unrelated words\n"
    sound = make_sound(tmp_path / "sound.ogg", seconds=2)
    for name, role in (("ida", "author"), ("vera", "reviewer"), ("amy", "administrator"), ("abe", "administrator")):
        run("person", "add", f"{name}@hospital.example", "--name", name, "--role", role, "--password-stdin",
            "--organisation", "Hospital", stdin=password)  # fmt: skip
    run("import", str(small_content), "--by", EMAIL)
    slug = next(path.name for path in (small_content / "cases").iterdir() if path.is_dir())
    run("publish", slug, "--by", EMAIL, "--seen-by", "vera@hospital.example")
    key = json.loads(run("ingest", str(sound), "--title", "Sound", "--json"))["id"]
    library = open_library(read_settings(data=tmp_path / "data"))
    with writing(library.engine) as db:
        clip = clip_by_key(db, key)
        clip.state = ClipState.quarantined
        db.add(clip)
    run("retry", key)
    run("person", "token", EMAIL)
    run("person", "suspend", "vera@hospital.example", "--reason", "a canary that must not be kept")
    two = ("--approver", "amy@hospital.example", "--approver", "abe@hospital.example")
    run("hold", "place", EMAIL, *two, "--reference", "IG 14")
    run("hold", "lift", EMAIL, *two)
    with writing(library.engine) as db:
        written = person_by_email(db, EMAIL)
        assert written is not None
        keep_reflection(
            db, library.keyring, Reflection(key="r" * 12, title="a canary that must not be kept"), by=written
        )
    run("lawful-demand", "answer", EMAIL, *two, "--kind", "reflections", "--reference", "IG 14", "--not-told", "O 9",
        "--key", str(library.settings.keys / "master.key"), "--for", recipient_of(new_identity()),
        "--to", str(tmp_path / "ida.age"))  # fmt: skip
    run("lawful-demand", "tell", run("lawful-demand", "list").split()[1], *two)
    with standing_at(now() + timedelta(days=800)):
        with writing(library.engine) as db:
            note_absences(db)
        run("unused", "told", EMAIL)
    run("keys", "rotate")
    run("keys", "move", "--to", f"sqlite:///{tmp_path}/keys.db")
    run("move-film", "--to", f"file://{tmp_path}/film")
    run("people", "appoint", EMAIL, "educator")
    run("people", "forget-factors", EMAIL, "--yes")
    run("person", "add", "otto@hospital.example", "--name", "otto", "--role", "trainee", "--password-stdin",
        stdin=password)  # fmt: skip
    run("people", "place", "otto@hospital.example", "Hospital")
    run("letters", "--again")
    public = run("keys", "for-backups", str(tmp_path / "backup.key")).strip()
    run("backup", str(tmp_path / "backups"), "--for", public)
    run("export", str(tmp_path / "exported"))
    run("audit", "export")
    run("keys", "shred", "vera@hospital.example", "--yes")
    told = json.loads(run("audit", "export"))
    left = [row["act"].removeprefix("casebook ") for row in told["rows"]]
    assert left == [
        *["person add"] * 4, "import", "publish", "ingest", "retry", "person token", "person suspend",
        "hold place", "hold lift", "lawful-demand answer", "lawful-demand tell", "unused told", "keys rotate",
        "keys move", "move-film", "people appoint", "people forget-factors", "person add", "people place",
        "letters", "backup", "export", "audit export", "keys shred", "audit export",
    ]  # fmt: skip
    assert set(left) | {"restore"} | LEAVE_NONE == all_commands()
    assert {row["who"] for row in told["rows"]} == {"operator"}
    assert "canary" not in json.dumps(told)
    assert "hospital.example" not in json.dumps(told)
    with reading(library.engine) as db:
        ida = person_by_email(db, EMAIL)
        assert ida is not None
    assert told["rows"][0]["about"] == f"people/{ida.key}"


def test_verify_says_how_many_and_the_head_and_fails_where_the_end_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEBOOK_DATA", str(tmp_path / "data"))
    run("keys", "rotate")
    run("keys", "rotate")
    said = run("audit", "verify").splitlines()
    assert said[0].startswith("2 rows in ")
    assert said[0].endswith("all as they were written.")
    assert run("audit", "verify", "--expect", said[1])
    library = open_library(read_settings(data=tmp_path / "data"))
    with writing(library.engine) as db:
        drop_triggers(db)
        db.connection().exec_driver_sql("DELETE FROM audit_entries WHERE number = 2")
    assert CliRunner().invoke(app, ["audit", "verify"]).exit_code == 0
    cut = CliRunner().invoke(app, ["audit", "verify", "--expect", said[1]])
    assert cut.exit_code == 1
    assert "cut short" in cut.stdout


def test_export_begins_at_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBOOK_DATA", str(tmp_path / "data"))
    run("keys", "rotate")
    assert len(json.loads(run("audit", "export", "--since", "2001-01-01"))["rows"]) == 2
    assert json.loads(run("audit", "export", "--since", "2901-01-01"))["rows"] == []
