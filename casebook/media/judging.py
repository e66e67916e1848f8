"""Whether a recording can be used: the second gate, after its facts are known. Pure; the refusals are for authors."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import ClipUnreadable
from .clip import Medium
from .ffmpeg import MOST_STREAMS
from .refusals import Refusal

SHORTEST_MS = 1000
MOST_FPS = 120
MOST_CHANNELS = 8
LONG_SIDE, SHORT_SIDE = 3840, 2160
LEAST_SIDE = 16

VIDEO = {
    *("h264", "hevc", "vp8", "vp9", "av1", "mpeg1video", "mpeg2video", "mpeg4", "msmpeg4v3", "h263", "theora"),
    *("prores", "mjpeg", "dvvideo", "dnxhd", "ffv1"),
}
AUDIO = {"aac", "mp3", "mp2", "ac3", "eac3", "opus", "vorbis", "flac", "alac", "amr_nb", "amr_wb", "wmav2"}


@dataclass(frozen=True)
class SoundTrack:
    """A sound track that can be used, by its `number` among all of the recording, counted from 1."""

    number: int
    language: str  # its code, or empty
    channels: int
    heard: bool  # whether it is the one that is used


@dataclass(frozen=True)
class Judgement:
    """What of a recording is used: its medium, how long it is, the number of its film and of its sound stream; and when
    its last picture begins."""

    medium: Medium
    length_ms: int
    video: dict[str, Any] | None
    audio: dict[str, Any] | None
    last_picture_ms: int | None = None


def judge(
    facts: dict[str, Any], *, longest_ms: int, medium: Medium | None = None, sound_track: int | None = None
) -> Judgement:
    """Judge a recording by its facts. `medium` is what its author said it is, and `sound_track` the number of the one
    she wants to be heard, if she did.

    Raises ClipUnreadable, with what is wrong and what to do."""
    if "unreadable" in facts:
        raise Refusal[facts["looks_like"]].error()
    streams = facts["streams"]
    if len(streams) > MOST_STREAMS:
        raise Refusal.too_many_tracks.error(tracks=len(streams), most=MOST_STREAMS)
    video, audio = _usable_video(streams), _usable_audio(streams, sound_track)
    if medium is Medium.slideshow:
        _judge_stills(facts.get("stills", []), audio)
    if medium in (Medium.sound, Medium.slideshow):
        video = None
    if video is None and audio is None:
        raise _why_none(streams)
    if medium is Medium.film and video is None:
        raise Refusal.no_picture.error()
    length_ms = _length(facts, video, audio)
    if length_ms < SHORTEST_MS:
        raise Refusal.too_short.error()
    if length_ms > longest_ms:
        raise Refusal.too_long.error(length=_minutes(length_ms), most=_minutes(longest_ms))
    last_ms = _last_picture(facts, video) if video else None
    return Judgement(medium or (Medium.film if video else Medium.sound), length_ms, video, audio, last_ms)


def _usable_video(streams: list[dict[str, Any]]) -> dict[str, Any] | None:
    seen = [one for one in streams if one["kind"] == "video" and not one["picture_of_a_track"]]
    usable = [one for one in seen if one["codec"] in VIDEO and one.get("decodes")]
    if not usable:
        return None
    video = max(usable, key=lambda one: (one["first"], one["width"] * one["height"]))
    long, short = max(video["width"], video["height"]), min(video["width"], video["height"])
    if long > LONG_SIDE or short > SHORT_SIDE:
        raise Refusal.picture_too_large.error(
            width=video["width"], height=video["height"], long=LONG_SIDE, short=SHORT_SIDE
        )
    if short < LEAST_SIDE:
        raise Refusal.picture_too_small.error()
    if (rate(video["fps"]) or 0) > MOST_FPS:
        raise Refusal.too_fast.error(most=MOST_FPS)
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
        raise Refusal.no_such_sound_track.error(number=sound_track, numbers=numbers)
    audio = tracks[sound_track] if sound_track else _taken_by_players(tracks)
    if audio is None:
        return None
    if audio["channels"] > MOST_CHANNELS:
        raise Refusal.too_many_channels.error(channels=audio["channels"], most=MOST_CHANNELS)
    return audio


def _why_none(streams: list[dict[str, Any]]) -> ClipUnreadable:
    kinds = {one["kind"] for one in streams}
    if kinds == {"subtitle"}:
        return Refusal.subtitles.error()
    if any(one.get("picture_of_a_track") for one in streams):
        return Refusal.picture.error()
    codecs = sorted({one["codec"] for one in streams if one["kind"] in ("video", "audio")} - VIDEO - AUDIO)
    if codecs:
        return Refusal.other_codecs.error(codecs=", ".join(codecs))
    return Refusal.nothing_readable.error()


def _judge_stills(stills: list[dict[str, Any]], audio: dict[str, Any] | None) -> None:
    if audio is None:
        raise Refusal.slideshow_without_sound.error()
    if not stills:
        raise Refusal.slideshow_without_pictures.error()
    for number, still in enumerate(stills, start=1):
        if not still["width"]:
            raise Refusal.still_unreadable.error(number=number)
        if max(still["width"], still["height"]) > LONG_SIDE or min(still["width"], still["height"]) < LEAST_SIDE:
            raise Refusal.still_wrong_size.error(
                number=number, width=still["width"], height=still["height"], least=LEAST_SIDE, most=LONG_SIDE
            )


def _length(facts: dict[str, Any], video: dict[str, Any] | None, audio: dict[str, Any] | None) -> int:
    """How long the recording lasts, in ms. Raises ClipUnreadable when much of what it promises is missing."""
    ends = facts["ends_ms"]
    used = [ends[str(one["index"])] for one in (video, audio) if one and str(one["index"]) in ends]
    length_ms = max(used, default=0)
    said_ms = facts["said_ms"]
    missing_ms = (max(ends.values(), default=0) - said_ms) * -1 if said_ms and not _guessed(facts) else 0
    if missing_ms > max(1000, said_ms // 20 if said_ms else 0):
        raise Refusal.end_missing.error(said=_minutes(said_ms), length=_minutes(length_ms))
    return length_ms


def _last_picture(facts: dict[str, Any], video: dict[str, Any]) -> int | None:
    ends_ms: int | None = facts["ends_ms"].get(str(video["index"]))
    fps = rate(video["fps"])
    return ends_ms if ends_ms is None or fps is None else max(ends_ms - round(1000 / fps), 0)


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
