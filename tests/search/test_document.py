"""What is indexed: windows of cues."""

from itertools import pairwise

import pytest

from casebook.search.document import SpokenCue, moments


@pytest.mark.parametrize("number", range(14))
def test_every_two_cues_that_follow_each_other_stand_in_one_window(number: int) -> None:
    cues = [SpokenCue(at * 1000, str(at)) for at in range(number)]
    windows = [moment.cues for moment in moments("case", "clip", cues, after=False)]
    assert {cue for window in windows for cue in window} == set(cues)
    for one, next_one in pairwise(cues):
        assert any(one in window and next_one in window for window in windows)
    assert all(1 < len(window) <= 5 for window in windows) or number <= 1
