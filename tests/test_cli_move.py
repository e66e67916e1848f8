"""Moving by the command line: what a person who runs a library types, and what she is told."""

import json
import os

from casebook.library import Library
from tests.databases import ON
from tests.test_cli import run


def test_a_library_is_moved_by_one_command_and_goes_on_there(stocked: Library, postgres_url: str) -> None:
    data = stocked.settings.data
    done = run(data, "move", "--to", postgres_url, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows"]["cases"] == 1
    there = run(data, "search", "corridor", CASEBOOK_DATABASE=postgres_url)
    assert (there.returncode, there.stdout) == (0, run(data, "search", "corridor").stdout)
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
