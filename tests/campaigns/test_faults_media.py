"""The short form of the campaign: the rows that no other test has, in every run of the tests."""

from pathlib import Path

import pytest

from .faults_media import rows
from .full_disk import NO_NAMESPACE


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("disk full in an upload", marks=pytest.mark.sqlite("nobody reaches a server from a namespace")),
        "reader killed",
    ],
)
def test_a_fault_ends_as_it_should(tmp_path: Path, name: str) -> None:
    found = list(rows(tmp_path, name))
    assert len(found) == 1
    _, expected, seen = found[0]
    if seen == NO_NAMESPACE:
        pytest.skip(NO_NAMESPACE)
    assert seen == expected
