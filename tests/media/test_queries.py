"""Questions about clips."""

import pytest
from sqlmodel import Session

from casebook.db.engine import reading
from casebook.errors import NotFound
from casebook.media import queries
from casebook.media.progress import how_far

from .conftest import Recordings, Studio
from .test_captioning import a_clip


def test_a_clip_that_is_not_there_is_not_found(db: Session) -> None:
    with pytest.raises(NotFound):
        queries.clip_by_key(db, "nothing")


def test_the_facts_of_a_clip_as_json_tells_them(studio: Studio, recordings: Recordings) -> None:
    clip = studio.make(recordings.sound())
    with reading(studio.shop.engine) as db:
        told = queries.clip_facts(db, clip.key)
    assert (told["id"], told["state"], told["duration"]) == (clip.key, "ready", pytest.approx(3, abs=0.02))
    assert [one["name"] for one in told["renditions"]] == ["hls", "a128", "a48", "peaks"]
    assert told["renditions"][1] | {"kbits": 0, "bytes": 0} == {
        "name": "a128", "kind": "audio", "width": None, "height": None, "kbits": 0, "codecs": "mp4a.40.2", "bytes": 0,
    }  # fmt: skip
    assert told["renditions"][1]["bytes"] > 10_000


def test_a_clip_that_waits_says_so(db: Session) -> None:
    clip = a_clip(db)
    (far,) = how_far(db)
    assert (far.key, far.progress, far.says, far.over) == (clip.key, 0.0, "waiting for its turn", False)
