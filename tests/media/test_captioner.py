"""Drafting what is said: only where nobody wrote it, with progress, and nothing is missing when it fails."""

import dataclasses
import json
import wave
from io import BytesIO
from pathlib import Path

import pytest

from casebook.db.engine import reading, writing
from casebook.errors import ProgramFailed, ProgramMissing, SettingWrong
from casebook.jobs.queue import open_queue
from casebook.jobs.worker import Worker
from casebook.media import queries
from casebook.media.captioner import Captioner, open_captioner
from casebook.media.captioning import caption, keep_transcript
from casebook.media.choosing import choose_sound_track
from casebook.media.clip import ClipState
from casebook.media.cueing import SpokenWord
from casebook.media.editing import CueChange, change_cues
from casebook.media.faster_whisper import FasterWhisper
from casebook.media.transcript import Cue, Transcript
from casebook.media.webvtt import SpokenCue
from casebook.people.joining import add_person
from tests.doubles.captioners import FailingCaptioner, RecitingCaptioner, reciting_child
from tests.media.conftest import Recordings, Studio
from tests.media.test_sound_tracks import two_tones


def draft(studio: Studio, key: str, captioner: Captioner | None) -> list[str]:
    """Let the station of captions work on a clip; answers what it said of its progress."""
    said: list[str] = []
    queue = open_queue(studio.shop.engine)
    shop = dataclasses.replace(studio.shop, captioner=captioner)
    with writing(studio.shop.engine) as db:
        queue.put(db, "caption", key)
    beat = queue.beat
    queue.beat = lambda lease, *told: (said.extend(str(one) for one in told[1:]), beat(lease, *told))[1]  # type: ignore[method-assign]
    ended: list[str] = []
    worker = Worker(
        queue, {"caption": lambda work: caption(work, shop)}, lambda db, lease: ended.append("done"),
        lambda db, lease, reason, may_help: ended.append(reason),
    )  # fmt: skip
    assert worker.work_once()
    assert ended == ["done"]
    return said


def kept(studio: Studio, key: str) -> tuple[Transcript | None, list[Cue]]:
    with reading(studio.shop.engine) as db:
        clip = queries.clip_by_key(db, key)
        return queries.transcript_of(db, clip), list(queries.cues_of(db, clip))


def test_a_clip_without_words_gets_a_draft_with_progress(studio: Studio, recordings: Recordings) -> None:
    clip = studio.make(recordings.film(seconds=3), in_ms=500, out_ms=2500)
    captioner = RecitingCaptioner()
    said = draft(studio, clip.key, captioner)
    assert "writing down what is said" in said[0]
    transcript, cues = kept(studio, clip.key)
    assert transcript is not None
    assert (transcript.reviewed, transcript.drafted_by) == (False, "reciting")
    assert [cue.text for cue in cues] == ["I had drawn it up."]
    with wave.open(BytesIO(captioner.heard[0])) as sound:
        assert (sound.getnchannels(), sound.getframerate()) == (1, 16_000)
        assert abs(sound.getnframes() / 16_000 - 2) < 0.1, "the clip alone, not its recording"


def test_a_draft_of_another_sound_track_is_forgotten_and_what_somebody_mended_is_not(
    studio: Studio, recordings: Recordings
) -> None:
    mended, drafted = (studio.make(two_tones(recordings, flagged=1)).key for _ in range(2))
    for key in (mended, drafted):
        draft(studio, key, RecitingCaptioner())
    with writing(studio.shop.engine) as db:
        vera = add_person(db, name="Vera", email="vera@casebook.example", roles=[])
        clip, (cue,) = queries.clip_by_key(db, mended), queries.cues_of(db, queries.clip_by_key(db, mended))
        change_cues(db, clip, [CueChange(cue.pk, text="I had not.")], seen=1, by=vera)
        for key in (mended, drafted):
            choose_sound_track(db, queries.clip_with_recording(db, key)[1], 2)
    assert [cue.text for cue in kept(studio, mended)[1]] == ["I had not."]
    assert kept(studio, drafted) == (None, [])


def test_what_was_heard_of_the_old_sound_track_is_not_kept_for_the_new(studio: Studio, recordings: Recordings) -> None:
    key = studio.make(two_tones(recordings, flagged=1)).key

    def choose() -> None:
        with writing(studio.shop.engine) as db:
            choose_sound_track(db, queries.clip_with_recording(db, key)[1], 2)

    draft(studio, key, RecitingCaptioner(meanwhile=choose))
    assert kept(studio, key) == (None, [])


def test_words_that_are_there_are_left_alone(studio: Studio, recordings: Recordings) -> None:
    clip = studio.make(recordings.sound())
    with writing(studio.shop.engine) as db:
        keep_transcript(db, queries.clip_by_key(db, clip.key), [SpokenCue(0, 900, "Mine.")])
    captioner = RecitingCaptioner()
    draft(studio, clip.key, captioner)
    assert captioner.heard == []
    assert [cue.text for cue in kept(studio, clip.key)[1]] == ["Mine."]


def test_words_written_while_it_listens_are_left_alone(studio: Studio, recordings: Recordings) -> None:
    clip = studio.make(recordings.sound())

    def write() -> None:
        with writing(studio.shop.engine) as db:
            keep_transcript(db, queries.clip_by_key(db, clip.key), [SpokenCue(0, 900, "Mine.")])

    draft(studio, clip.key, RecitingCaptioner(meanwhile=write))
    assert [cue.text for cue in kept(studio, clip.key)[1]] == ["Mine."]


def test_without_a_captioner_or_sound_or_success_only_the_draft_is_missing(
    studio: Studio, recordings: Recordings
) -> None:
    clip, silent = studio.make(recordings.sound()), studio.make(recordings.silent())
    for one, captioner in ((clip, None), (silent, RecitingCaptioner()), (clip, FailingCaptioner())):
        draft(studio, one.key, captioner)
        assert kept(studio, one.key) == (None, [])
        assert studio.clip(one.key).state is ClipState.ready


def hear(whisper: FasterWhisper, folder: Path) -> tuple[list[SpokenWord], list[float]]:
    sound = folder / "in" / "sound.wav"
    sound.parent.mkdir()
    sound.write_bytes(b"RIFF")
    (folder / "out").mkdir()
    far: list[float] = []
    words = whisper.words(sound, folder=folder / "out", length_ms=4000, threads=1, on_fraction=far.append)
    return words, far


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model").mkdir()
    (tmp_path / "model/model.bin").write_text("x")
    return tmp_path / "model"


def test_faster_whisper_is_heard_line_by_line_from_a_fenced_child(model: Path, tmp_path: Path) -> None:
    lines = [
        json.dumps({"until_ms": 2000, "words": [[0, 400, "One"], [400, 900, "two"]]}),
        json.dumps({"until_ms": 9000, "words": [[2000, 2400, "three"]]}),
    ]
    (tmp_path / "script").mkdir()
    words, far = hear(FasterWhisper(model, child=reciting_child(tmp_path / "script", lines)), tmp_path)
    assert words == [SpokenWord(0, 400, "One"), SpokenWord(400, 900, "two"), SpokenWord(2000, 2400, "three")]
    assert far == [0.5, 1.0]


@pytest.mark.parametrize(("code", "error"), [(1, ProgramFailed), (3, ProgramMissing)])
def test_a_child_that_ends_badly_says_how(model: Path, tmp_path: Path, code: int, error: type[Exception]) -> None:
    (tmp_path / "script").mkdir()
    with pytest.raises(error):
        hear(FasterWhisper(model, child=reciting_child(tmp_path / "script", [], code)), tmp_path)


def test_the_setting_opens_what_is_there_and_says_what_is_not(model: Path, tmp_path: Path) -> None:
    assert open_captioner("", "") is None
    assert isinstance(open_captioner("faster-whisper", str(model)), FasterWhisper)
    for name, folder, words in (("faster-whisper", "", "MODEL"), ("faster-whisper", str(tmp_path), "MODEL"),
                                ("parrot", str(model), "no captioner")):  # fmt: skip
        with pytest.raises(SettingWrong, match=words):
            open_captioner(name, folder)
