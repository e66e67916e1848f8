"""Whether a recording can be used: the second gate, after its facts are known. Pure; the refusals are for authors."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import ClipUnreadable
from .clip import Medium
from .ffmpeg import MOST_STREAMS

SHORTEST_MS = 1000
MOST_FPS = 120
MOST_CHANNELS = 8
LONG_SIDE, SHORT_SIDE = 3840, 2160

VIDEO = {
    *("h264", "hevc", "vp8", "vp9", "av1", "mpeg1video", "mpeg2video", "mpeg4", "msmpeg4v3", "h263", "theora"),
    *("prores", "mjpeg", "dvvideo", "dnxhd", "ffv1"),
}
AUDIO = {"aac", "mp3", "mp2", "ac3", "eac3", "opus", "vorbis", "flac", "alac", "amr_nb", "amr_wb", "wmav2"}

_AGAIN = "Export it again as MP4 (H.264 with AAC sound) and send that."
_LOOKS_LIKE = {
    "playlist": f"This is a list that points to other files, not a recording. {_AGAIN}",
    "subtitles": "This file holds captions, not a recording. Send the recording, then add the captions to its clip.",
    "picture": "This is a picture, not a recording. Send a film or a sound recording; pictures go with a sound.",
    "document": "This is a document, not a recording. Send a film or a sound recording.",
    "text": "This is text, not a recording. Send a film or a sound recording.",
    "nothing": "This file is empty. Send the recording again.",
    "broken": f"This recording is broken: its end or its index is missing. Copy it again, whole. {_AGAIN}",
    "unknown": f"We cannot read this file as film or sound. {_AGAIN}",
}


@dataclass(frozen=True)
class SoundTrack:
    """A sound track that can be used, by its `number` among all of the recording, counted from 1."""

    number: int
    language: str  # its code, or empty
    channels: int
    heard: bool  # whether it is the one that is used


@dataclass(frozen=True)
class Judgement:
    """What of a recording is used: its medium, how long it is, the number of its film and of its sound stream."""

    medium: Medium
    length_ms: int
    video: dict[str, Any] | None
    audio: dict[str, Any] | None


def judge(
    facts: dict[str, Any], *, longest_ms: int, medium: Medium | None = None, sound_track: int | None = None
) -> Judgement:
    """Judge a recording by its facts. `medium` is what its author said it is, and `sound_track` the number of the one
    she wants to be heard, if she did.

    Raises ClipUnreadable, with what is wrong and what to do."""
    if "unreadable" in facts:
        raise ClipUnreadable(_LOOKS_LIKE[facts["looks_like"]])
    streams = facts["streams"]
    if len(streams) > MOST_STREAMS:
        raise ClipUnreadable(
            f"This recording has {len(streams)} tracks; at most {MOST_STREAMS} are taken. "
            "Export it again with one picture and one sound track."
        )
    video, audio = _usable_video(streams), _usable_audio(streams, sound_track)
    if medium is Medium.slideshow:
        _judge_stills(facts.get("stills", []), audio)
    if medium in (Medium.sound, Medium.slideshow):
        video = None
    if video is None and audio is None:
        raise ClipUnreadable(_why_none(streams))
    if medium is Medium.film and video is None:
        raise ClipUnreadable("This was sent as a film but has no picture that we can read. Send it as sound, or "
                             "export it again as MP4 (H.264).")  # fmt: skip
    length_ms = _length(facts, video, audio)
    if length_ms < SHORTEST_MS:
        raise ClipUnreadable("This recording is shorter than one second. Send the whole recording.")
    if length_ms > longest_ms:
        raise ClipUnreadable(
            f"This recording lasts {_minutes(length_ms)}; at most {_minutes(longest_ms)} are taken. "
            "Cut it into shorter parts and send each."
        )
    return Judgement(medium or (Medium.film if video else Medium.sound), length_ms, video, audio)


def _usable_video(streams: list[dict[str, Any]]) -> dict[str, Any] | None:
    seen = [one for one in streams if one["kind"] == "video" and not one["picture_of_a_track"]]
    usable = [one for one in seen if one["codec"] in VIDEO and one.get("decodes")]
    if not usable:
        return None
    video = max(usable, key=lambda one: (one["first"], one["width"] * one["height"]))
    long, short = max(video["width"], video["height"]), min(video["width"], video["height"])
    if long > LONG_SIDE or short > SHORT_SIDE:
        raise ClipUnreadable(
            f"This picture is too large: {video['width']} × {video['height']} points; at most "
            f"{LONG_SIDE} × {SHORT_SIDE} are taken. Export it again at 1080p."
        )
    if short < 16:
        raise ClipUnreadable("This picture is too small to see anything. Send the recording as it was made.")
    if (rate(video["fps"]) or 0) > MOST_FPS:
        raise ClipUnreadable(
            f"This film has more than {MOST_FPS} pictures a second. Export it again at 25 or 30 a second."
        )
    return video


def sound_tracks(facts: dict[str, Any], chosen: int | None) -> list[SoundTrack]:
    """The sound tracks an author can choose from, `chosen` among them if she did: else the one that players take."""
    tracks = _tracks(facts.get("streams", []))
    heard = chosen or next((number for number, one in tracks.items() if one is _taken_by_players(tracks)), None)
    return [
        SoundTrack(number, one.get("language", ""), one["channels"], number == heard) for number, one in tracks.items()
    ]


def _tracks(streams: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The sound tracks that we can read, by their numbers among all."""
    heard = enumerate((one for one in streams if one["kind"] == "audio"), start=1)
    return {
        number: one
        for number, one in heard
        if (one["codec"] in AUDIO or one["codec"].startswith("pcm_")) and one.get("decodes")
    }


def _taken_by_players(tracks: dict[int, dict[str, Any]]) -> dict[str, Any] | None:
    return max(tracks.values(), key=lambda one: (one["first"], -one["index"]), default=None)


def _usable_audio(streams: list[dict[str, Any]], sound_track: int | None) -> dict[str, Any] | None:
    tracks = _tracks(streams)
    if sound_track is not None and sound_track not in tracks:
        numbers = ", ".join(map(str, tracks)) or "none"
        raise ClipUnreadable(
            f"Sound track {sound_track} of this recording is not there or cannot be read; these can: {numbers}."
        )
    audio = tracks[sound_track] if sound_track else _taken_by_players(tracks)
    if audio is None:
        return None
    if audio["channels"] > MOST_CHANNELS:
        raise ClipUnreadable(
            f"This sound has {audio['channels']} channels; at most {MOST_CHANNELS} are taken. Export it in stereo."
        )
    return audio


def _why_none(streams: list[dict[str, Any]]) -> str:
    kinds = {one["kind"] for one in streams}
    if kinds == {"subtitle"}:
        return _LOOKS_LIKE["subtitles"]
    if any(one.get("picture_of_a_track") for one in streams):
        return _LOOKS_LIKE["picture"]
    codecs = sorted({one["codec"] for one in streams if one["kind"] in ("video", "audio")} - VIDEO - AUDIO)
    if codecs:
        return f"This recording is made in a way we do not read ({', '.join(codecs)}). {_AGAIN}"
    return f"There is no film and no sound in this file that we can read. {_AGAIN}"


def _judge_stills(stills: list[dict[str, Any]], audio: dict[str, Any] | None) -> None:
    if audio is None:
        raise ClipUnreadable("A slideshow needs sound, and there is none in this recording that we can read.")
    if not stills:
        raise ClipUnreadable("A slideshow needs at least one picture. Add one, or send the recording as sound.")
    for number, still in enumerate(stills, start=1):
        if not still["width"]:
            raise ClipUnreadable(f"Picture {number} of this slideshow cannot be read. Send it as JPEG or PNG.")
        if max(still["width"], still["height"]) > LONG_SIDE or min(still["width"], still["height"]) < 16:
            raise ClipUnreadable(
                f"Picture {number} of this slideshow is {still['width']} × {still['height']} points; "
                f"between 16 and {LONG_SIDE} are taken."
            )


def _length(facts: dict[str, Any], video: dict[str, Any] | None, audio: dict[str, Any] | None) -> int:
    """How long the recording lasts, in ms. Raises ClipUnreadable when much of what it promises is missing."""
    ends = facts["ends_ms"]
    used = [ends[str(one["index"])] for one in (video, audio) if one and str(one["index"]) in ends]
    length_ms = max(used, default=0)
    said_ms = facts["said_ms"]
    missing_ms = (max(ends.values(), default=0) - said_ms) * -1 if said_ms and not _guessed(facts) else 0
    if missing_ms > max(1000, said_ms // 20 if said_ms else 0):
        raise ClipUnreadable(
            f"This recording says it lasts {_minutes(said_ms)}, but only {_minutes(length_ms)} can be read: "
            "its end is missing. Copy or export it again, whole."
        )
    return length_ms


def _guessed(facts: dict[str, Any]) -> bool:
    return bool({"mp3", "aac", "mpegts", "mpeg", "flac", "dv", "ogg"} & set(facts["container"].split(",")))


def rate(fps: str) -> Fraction | None:
    """A frame rate as a number, or None for `0/0` and the like."""
    above, _, below = fps.partition("/")
    try:
        value = Fraction(int(above), int(below or 1))
    except (ValueError, ZeroDivisionError):
        return None
    return value if value > 0 else None


def _minutes(ms: int) -> str:
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes}:{seconds:02d} minutes"
