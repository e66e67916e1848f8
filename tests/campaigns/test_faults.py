"""The short form of the campaign: crashes at every operation, and the rows that take seconds and no other test has."""

from pathlib import Path

import pytest

from casebook.media.file_storage import FileStorage
from tests.databases import copied

from . import faults_around, faults_disk, faults_serving
from .crashes import crashed

QUICK = (
    "the storage's Nth operation fails",
    "an older backup than an end",
    "the clock moved",
    "the night summer time ends",
    "sent twice, again, from two tabs",
    "sign-ins wiped",
)


def test_after_a_crash_at_any_operation_files_are_as_before_or_as_told(tmp_path: Path) -> None:
    count, wrong = crashed(tmp_path)
    assert wrong == []
    assert count > 200


def test_the_crashes_find_a_writer_that_does_not_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(storage: FileStorage, path: str, data: bytes) -> int:
        place = storage._place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name("beside")
        beside.write_bytes(data)
        beside.rename(place)
        return len(data)

    monkeypatch.setattr(FileStorage, "put_bytes", careless)
    _, wrong = crashed(tmp_path)
    assert any("a file of film put anew: told, and" in one for one in wrong)


@pytest.mark.parametrize("name", QUICK)
def test_a_fault_ends_as_it_should(stock: Path, tmp_path: Path, name: str) -> None:
    rows = {
        told: (expected, fault)
        for _, told, expected, fault in (*faults_disk.ROWS, *faults_serving.ROWS, *faults_around.ROWS)
    }
    expected, fault = rows[name]
    assert fault(copied(stock, tmp_path / "data")) == expected
