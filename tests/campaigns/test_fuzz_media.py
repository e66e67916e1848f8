"""The short form of the campaign: a hundred cases, in every run of the tests."""

from pathlib import Path

from .fuzz_media import run


def test_a_hundred_hostile_recordings_do_no_harm(tmp_path: Path) -> None:
    report = run(tmp_path, count=44)
    assert report.cases >= 100
    assert report.findings == []
    assert report.ended["refused"] > 40
    assert report.honest == 7
