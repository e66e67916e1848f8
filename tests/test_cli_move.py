"""Moving by the command line: what a person who runs a library types, and what she is told."""

import json
import os
from pathlib import Path

import pytest

from casebook.audit.chaining import OPERATOR, note
from casebook.audit.verifying import verify
from casebook.db.engine import writing
from casebook.errors import DatabaseMoved
from casebook.library import Library
from casebook.reflect.keyring import make_keys
from tests.conftest import Visitor
from tests.databases import ON
from tests.test_cli import run


def test_a_library_is_moved_by_one_command_and_goes_on_there(stocked: Library, postgres_url: str) -> None:
    data = stocked.settings.data
    before = run(data, "search", "corridor").stdout
    done = run(data, "move", "--to", postgres_url, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows"]["cases"] == 1
    there = run(data, "search", "corridor", CASEBOOK_DATABASE=postgres_url)
    assert (there.returncode, there.stdout) == (0, before)
    audit = json.loads(run(data, "audit", "export", CASEBOOK_DATABASE=postgres_url).stdout)["rows"]
    assert [(one["who"], one["act"], one["about"]) for one in audit][-2:-1] == [("operator", "casebook move", "")]
    assert run(data, "audit", "verify", CASEBOOK_DATABASE=postgres_url).returncode == 0
    again = run(data, "move", "--to", postgres_url)
    assert again.returncode == 2
    assert "not empty" in again.stderr
    file = f"sqlite:///{data}/casebook.db" if ON == "sqlite" else f"sqlite:///{data}/back.db"
    back = run(data, "move", "--from", postgres_url, "--to", file)
    assert (back.returncode, "is there already" in back.stderr) == ((2, True) if ON == "sqlite" else (0, False))
    before = os.umask(0)  # as of somebody who never thought of it
    try:
        assert run(data, "move", "--from", postgres_url, "--to", f"sqlite:///{data}/private.db").returncode == 0
    finally:
        os.umask(before)
    assert {one.stat().st_mode & 0o777 for one in data.glob("private.db*")} == {0o600}
    wrong = run(data, "move", "--to", "nowhere")
    assert wrong.returncode == 2
    assert "URL is expected" in wrong.stderr


@pytest.mark.sqlite("of a server whoever runs it shuts out those who still write")
def test_the_old_file_takes_no_more_writes_until_somebody_says_so(stocked: Library, postgres_url: str) -> None:
    data = stocked.settings.data
    assert run(data, "move", "--undo").returncode == 2, "there is nothing to undo"
    visitor = Visitor(stocked).enter("lena")
    assert run(data, "move", "--to", postgres_url).returncode == 0
    assert visitor.get("/account").status_code == 200, "who runs still can be read from"
    refused = visitor.client.post("/account", data={"name": "Lena M"}, headers={"sec-fetch-site": "same-origin"})
    assert refused.status_code == 503
    assert "moved to another database" in refused.text
    with pytest.raises(DatabaseMoved), writing(stocked.engine) as db:
        note(db, stocked.trail, who=OPERATOR, act="casebook import")
    for command in (["search", "corridor"], ["migrate"], ["work"]):
        started = run(data, *command)
        assert started.returncode == 2
        assert "casebook move --undo" in started.stderr
    undone = run(data, "move", "--undo")
    assert undone.returncode == 0, undone.stderr
    with writing(stocked.engine) as db:
        note(db, stocked.trail, who=OPERATOR, act="casebook import")
        assert not verify(db, stocked.trail).fault
    acts = [one["act"] for one in json.loads(run(data, "audit", "export").stdout)["rows"]]
    assert acts[-3:] == ["casebook move undone", "casebook import", "casebook audit export"]


def test_a_move_under_other_keys_is_refused_before_anything_is_brought(
    stocked: Library, postgres_url: str, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    make_keys(other / "keys")
    source = stocked.engine.url.render_as_string(hide_password=False)
    wrong = run(other, "move", "--from", source, "--to", postgres_url)
    assert wrong.returncode == 2
    assert "not those of the library that is moved" in wrong.stderr
    assert run(stocked.settings.data, "move", "--to", postgres_url).returncode == 0, "the other is empty still"
