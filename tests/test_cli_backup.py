"""Backups on the command line, as an administrator takes and restores them, their exit codes and their words."""

import json
from pathlib import Path

from casebook.library import Library
from tests.test_cli import run


def test_a_backup_is_taken_and_put_back_and_served(ready: Library, tmp_path: Path) -> None:
    data, key, backups, to = ready.settings.data, tmp_path / "backup.key", tmp_path / "backups", tmp_path / "again"
    made = run(data, "keys", "for-backups", str(key))
    assert made.returncode == 0, made.stderr
    assert key.stat().st_mode & 0o077 == 0
    assert run(data, "keys", "for-backups", str(key)).returncode == 2, "a key is never written over"

    refused = run(data, "backup", str(backups))
    assert refused.returncode == 2
    assert refused.stderr.strip() == "No backup key is named, and a backup is never written unencrypted."
    taken = run(data, "backup", str(backups), "--json", CASEBOOK_BACKUP_KEYS=made.stdout.strip())
    assert taken.returncode == 0, taken.stderr
    assert json.loads(taken.stdout)["missing"] == []

    restored = run(data, "restore", str(backups), "--to", str(to), "--key", str(key), "--verify")
    assert restored.returncode == 0, restored.stderr
    for line in ("database: whole", "every SHA-256 as it was", "ended again", "index: made anew", "private words"):
        assert line in restored.stdout
    there = {"CASEBOOK_DATABASE": f"sqlite:///{to}/casebook.db"}  # whatever it was of, it comes back as one folder
    assert run(to, "check", CASEBOOK_RESERVE_BYTES="1", **there).returncode == 0
    acts = [row["act"] for row in json.loads(run(to, "audit", "export", **there).stdout)["rows"]]
    assert acts[-2:] == ["casebook restore", "casebook audit export"]
    assert run(to, "search", "door", **there).returncode == 0

    again = run(data, "restore", str(backups), "--to", str(to), "--key", str(key))
    assert again.returncode == 2
    assert "nothing is written over" in again.stderr


def test_a_backup_that_cannot_be_written_says_so_in_a_sentence(ready: Library, tmp_path: Path) -> None:
    data, key = ready.settings.data, tmp_path / "backup.key"
    public = run(data, "keys", "for-backups", str(key)).stdout.strip()
    for target in ("/dev/full/backups", "/proc/backups"):
        ended = run(data, "backup", target, "--for", public)
        assert ended.returncode == 2
        assert "Earlier backups are as they were" in ended.stderr
        assert "Traceback" not in ended.stderr
