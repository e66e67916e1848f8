"""Bringing film to a bucket on the command line, and what `casebook check` says of it."""

import json
from pathlib import Path

from casebook.library import Library
from tests.s3_server import S3Server
from tests.test_cli import run


def seen(data: Path, **settings: str) -> list[tuple[bool, str]]:
    told = run(data, "check", "--json", CASEBOOK_RESERVE_BYTES="1", **settings)
    return [(one["well"], one["seen"]) for one in json.loads(told.stdout) if one["name"] in ("storage", "files")]


def test_film_is_brought_to_a_bucket_and_served_from_there(stocked: Library, s3_server: S3Server) -> None:
    data, url = stocked.settings.data, s3_server.url()
    refused = run(data, "move-film", "--to", url)
    assert refused.returncode == 2
    assert "its key is not here" in refused.stderr
    s3_server.keys(data / "keys")
    files = len(list(stocked.storage.everything()))
    moved = run(data, "move-film", "--to", url, "--json")
    assert moved.returncode == 0, moved.stderr
    assert json.loads(moved.stdout)["files"] == files
    (data / "film").rename(data / "old film")
    assert seen(data, CASEBOOK_STORAGE=url) == [(True, "reachable; put, read back and taken away"), (True, "all there")]


def test_a_bucket_with_a_wrong_key_is_said_in_a_sentence(stocked: Library, s3_server: S3Server) -> None:
    data = stocked.settings.data
    s3_server.keys(data / "keys", secret="not-the-secret")
    for command in (("check",), ("move-film", "--to", s3_server.url())):
        ended = run(data, *command, CASEBOOK_STORAGE=s3_server.url())
        assert ended.returncode in (1, 2), command
        assert "does not let us in" in ended.stdout + ended.stderr, command
        assert "Traceback" not in ended.stderr
        assert "not-the-secret" not in ended.stdout + ended.stderr
