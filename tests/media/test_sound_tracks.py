"""Of several sound tracks the one is heard that players take, until its author chooses another."""

from pathlib import Path

import pytest

from casebook.db.engine import reading, writing
from casebook.errors import WrongInput
from casebook.media import queries, shelving, transcoding
from casebook.media.choosing import choose_sound_track
from casebook.media.clip import Clip, ClipState, Medium, Recording

from .conftest import Recordings, Studio
from .looking import tone


def two_tones(recordings: Recordings, *, flagged: int) -> Path:
    """A film with a tone of 440 Hz in English as its first sound track and one of 1000 Hz in Welsh as its second."""
    flags = ["-disposition:a", "0", f"-disposition:a:{flagged - 1}", "default"]
    return recordings.other(
        f"two_tones_{flagged}.mkv", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=3",
        "-f", "lavfi", "-i", "sine=f=440:d=3", "-f", "lavfi", "-i", "sine=f=1000:d=3,aformat=cl=stereo",
        "-map", "0", "-map", "1", "-map", "2", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", *flags,
        "-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=cym", "-metadata:s:a:0", "title=Dr Nia Bevan",
    )  # fmt: skip


def choose(studio: Studio, clip: Clip, number: int) -> None:
    with writing(studio.shop.engine) as db:
        choose_sound_track(db, queries.clip_with_recording(db, clip.key)[1], number)


def recording_of(studio: Studio, clip: Clip) -> Recording:
    with reading(studio.shop.engine) as db:
        return queries.clip_with_recording(db, clip.key)[1]


@pytest.mark.parametrize(("flagged", "heard"), [(1, 440), (2, 1000)])
def test_the_track_that_players_take_is_heard(
    studio: Studio, recordings: Recordings, tmp_path: Path, flagged: int, heard: int
) -> None:
    clip = studio.make(two_tones(recordings, flagged=flagged))
    assert clip.state is ClipState.ready, clip.reason
    assert tone(studio.fetch(clip, "a128", tmp_path)) == pytest.approx(heard, abs=5)


def test_another_track_is_heard_when_its_author_chooses_it(
    studio: Studio, recordings: Recordings, tmp_path: Path
) -> None:
    clip = studio.make(two_tones(recordings, flagged=1))
    choose(studio, clip, 2)
    assert (studio.clip(clip.key).state, studio.clip(clip.key).version) == (ClipState.waiting, 1)
    studio.again(clip.key, "probe")
    studio.work()
    clip = studio.clip(clip.key)
    assert (clip.state, clip.version, clip.also_version) == (ClipState.ready, 2, 0)
    assert tone(studio.fetch(clip, "a128", tmp_path)) == pytest.approx(1000, abs=5)
    choose(studio, clip, 2)
    assert studio.clip(clip.key).state is ClipState.ready, "the one that is heard already changes nothing"


def test_what_a_track_is_called_is_not_kept(studio: Studio, recordings: Recordings) -> None:
    clip = studio.make(two_tones(recordings, flagged=1))
    facts = recording_of(studio, clip).facts
    assert [one["language"] for one in facts["streams"] if one["kind"] == "audio"] == ["eng", "cym"]
    assert "Bevan" not in str(facts)


@pytest.mark.parametrize("number", [0, 3])
def test_a_track_that_is_not_there_cannot_be_chosen(studio: Studio, recordings: Recordings, number: int) -> None:
    clip = studio.make(two_tones(recordings, flagged=1))
    with pytest.raises(WrongInput):
        choose(studio, clip, number)
    assert studio.clip(clip.key).state is ClipState.ready


def test_a_clip_whose_track_is_changed_while_it_is_made_waits_again(
    studio: Studio, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather = shelving.gather

    def chosen_meanwhile(*given: object) -> object:
        choose(studio, studio.clip(key), 2)
        return gather(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(transcoding, "gather", chosen_meanwhile)
    key = studio.take_in(two_tones(recordings, flagged=1))
    studio.work()
    clip = studio.clip(key)
    assert (clip.state, clip.version, studio.files(clip)) == (ClipState.waiting, 0, [])


@pytest.mark.parametrize("medium", [None, Medium.film])
def test_a_recording_refused_for_a_track_that_is_not_there_can_be_given_another(
    studio: Studio, recordings: Recordings, medium: Medium | None
) -> None:
    key = studio.take_in(two_tones(recordings, flagged=1), medium=medium)
    with writing(studio.shop.engine) as db:
        queries.clip_with_recording(db, key)[1].sound_track = 7
    studio.work()
    clip = studio.clip(key)
    assert (clip.state, "these can: 1, 2" in clip.reason) == (ClipState.refused, True)
    choose(studio, clip, 2)
    studio.again(key, "probe")
    studio.work()
    assert studio.clip(key).state is ClipState.ready
    assert recording_of(studio, clip).medium is Medium.film
