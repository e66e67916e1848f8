"""Letters on the command line: what waits is listed without a name, and somebody may choose her own password."""

import json
from pathlib import Path

from casebook.db.engine import reading
from casebook.library import open_library
from casebook.people.queries import person_by_email
from casebook.settings import read_settings
from tests.test_cli import run

EMAIL = "ida@hospital.example"


def test_an_invited_person_waits_for_her_letter_and_the_operator_sees_that_it_waits(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert run(folder, "letters").stdout.strip() == "Nothing waits."
    added = run(folder, "person", "add", EMAIL, "--name", "Ida", "--invite")
    assert added.returncode == 0, added.stderr
    assert "once she has chosen a password" in added.stdout
    with reading(open_library(read_settings(data=folder)).engine) as db:
        ida = person_by_email(db, EMAIL)
        assert ida is not None
        assert ida.password_hash == ""
    said = run(folder, "letters").stdout
    assert "No mail server is set" in said
    assert "set-password" in said
    assert EMAIL not in said
    (letter,) = json.loads(run(folder, "letters", "--again", "--json").stdout)
    assert (letter["kind"], letter["state"]) == ("set-password", "waiting")
    checked = run(folder, "check", "--json")
    (mail,) = [one for one in json.loads(checked.stdout) if one["name"] == "mail"]
    assert not mail["well"]
    assert "CASEBOOK_SMTP_HOST" in mail["advice"]
