"""Reads untrusted media with PyAV, in a process of its own behind a fence. Knows nothing of casebook but this page.

Run as a script by `reading.py`: one argument, JSON with `ask` and what that question needs; answers JSON on stdout.
"""

import json
import os
import re
import sys
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from typing import Any

import av

_END_S = 6  # how far before its end a recording is looked at, to see that the end is there
#: Containers whose stated duration is only a guess from the bit rate: read through, to know.
_GUESSED = {"mp3", "aac", "mpegts", "mpeg", "flac", "dv", "ogg"}


def facts(asked: dict[str, Any]) -> dict[str, Any]:
    """What a recording is: container, streams, how long it says it is and how long it is. Times in ms."""
    path = asked["recording"]
    found: dict[str, Any] = {"bytes": os.path.getsize(path), "stills": [_still(one, asked) for one in asked["stills"]]}
    try:
        with _opened(path, asked) as container:
            found["container"] = container.format.name
            found["streams"] = [_stream(one) for one in container.streams]
            found["said_ms"] = None if container.duration is None else container.duration // 1000
            _look_at_first_frames(container, found["streams"])
        found["ends_ms"] = _ends(path, asked, found)
        if asked["groups"]:
            _look_at_groups(asked, found)
    except av.error.FFmpegError as wrong:
        return {**found, "unreadable": type(wrong).__name__, "looks_like": _looks_like(path)}
    return found


def _opened(path: str, asked: dict[str, Any]) -> Any:
    return av.open(
        path,
        options={
            "protocol_whitelist": "file",
            "format_whitelist": asked["containers"],
            "max_streams": "256",  # more than is allowed, so that we can say why it is refused
            "probesize": "20000000",
            "analyzeduration": "20000000",
        },
        metadata_errors="replace",
    )


def _stream(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    kind = stream.type
    known: dict[str, Any] = {"index": stream.index, "kind": kind, "codec": _codec(context)}
    known["starts_ms"] = _ms(stream.start_time, stream.time_base)
    known["first"] = bool(stream.disposition & av.stream.Disposition.default)
    if kind == "video":
        known["picture_of_a_track"] = bool(stream.disposition & av.stream.Disposition.attached_pic)
    if context is None:  # of a kind for which there is no decoder
        return known
    if kind == "video":
        known |= {
            "width": context.width,
            "height": context.height,
            "sar": _fraction(stream.sample_aspect_ratio),
            "fps": _fraction(stream.average_rate),
            "base_fps": _fraction(stream.base_rate),
            "pix_fmt": context.pix_fmt or "",
            "rotation": 0,
            "interlaced": False,
        }
    elif kind == "audio":
        known |= {"channels": context.channels, "rate": context.sample_rate or 0, "layout": context.layout.name}
        known["language"] = _language(stream)
    return known


def _language(stream: Any) -> str:
    """The language a track says it is in, by its code; nothing else that is written there leaves the recording."""
    said = stream.metadata.get("language", "")
    return said if re.fullmatch("[a-z]{2,3}", said) and said != "und" else ""


def _codec(context: Any) -> str:
    try:
        return str(context.codec.canonical_name)
    except (AttributeError, ValueError, LookupError):
        return "unknown"


def _look_at_first_frames(container: Any, known: list[dict[str, Any]]) -> None:
    for stream, facts_of_it in zip(container.streams, known, strict=True):
        if stream.type not in ("video", "audio") or facts_of_it["codec"] == "unknown":
            continue
        facts_of_it["decodes"] = False
        try:
            container.seek(0)
            for number, frame in enumerate(container.decode(stream)):
                facts_of_it["decodes"] = True
                if stream.type == "audio":
                    break
                facts_of_it["interlaced"] = facts_of_it["interlaced"] or bool(frame.interlaced_frame)
                facts_of_it |= {
                    "rotation": int(frame.rotation) % 360,
                    "matrix": int(frame.colorspace),
                    "transfer": int(frame.color_trc),
                    "primaries": int(frame.color_primaries),
                    "range": int(frame.color_range),
                }
                if number >= 4:
                    break
        except (av.error.FFmpegError, OverflowError, ValueError):
            continue


def _ends(path: str, asked: dict[str, Any], found: dict[str, Any]) -> dict[str, int]:
    """Where each stream really ends, in ms from the recording's start, by stream number."""
    said = found["said_ms"]
    if said and not _GUESSED & set(found["container"].split(",")):
        ends = _last_times(path, asked, max(said - _END_S * 1000, 0))
        if ends and max(ends.values()) >= said - 1000:
            return ends
    return _last_times(path, asked, 0)


def _last_times(path: str, asked: dict[str, Any], from_ms: int) -> dict[str, int]:
    ends: dict[str, int] = {}
    with _opened(path, asked) as container:
        start_ms = (container.start_time or 0) // 1000
        try:
            if from_ms:
                container.seek((from_ms + start_ms) * 1000)
            for packet in container.demux():
                time = packet.pts if packet.pts is not None else packet.dts
                if time is None or packet.is_corrupt:
                    continue
                end = _ms(time + (packet.duration or 0), packet.time_base) - start_ms
                ends[str(packet.stream_index)] = max(end, ends.get(str(packet.stream_index), 0))
        except av.error.FFmpegError:
            pass  # the rest cannot be read: what was seen is what there is
    return ends


def _look_at_groups(asked: dict[str, Any], found: dict[str, Any]) -> None:
    """Where its one picture may be fit to be copied, how it is cut into groups: all of it is read for that."""
    pictures = [one for one in found["streams"] if one["kind"] == "video"]
    if len(pictures) == 1 and pictures[0]["codec"] == "h264" and "mp4" in found["container"].split(","):
        try:
            pictures[0]["groups"] = groups({**asked, "stream": pictures[0]["index"]})
        except av.error.FFmpegError:
            pictures[0]["groups"] = {"copyable": False}


def _still(path: str, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        with av.open(path, options={"protocol_whitelist": "file", "format_whitelist": asked["pictures"]}) as picture:
            frame = next(picture.decode(video=0))
            return {"width": frame.width, "height": frame.height}
    except (av.error.FFmpegError, StopIteration, IndexError, ValueError):
        return {"width": 0, "height": 0}


def _looks_like(path: str) -> str:
    """What a file that is no recording seems to be, so that its author can be told."""
    with open(path, "rb") as file:
        head = file.read(4096)
    text = head.lstrip(b"\xef\xbb\xbf\r\n\t ")
    signs = (
        ("playlist", text.startswith((b"#EXTM3U", b"ffconcat", b"[playlist]", b"v=0"))),
        ("playlist", b"<MPD" in head or b"<smil" in head),
        ("subtitles", text.startswith(b"WEBVTT") or b" --> " in head),
        ("picture", head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")) or b"<svg" in head),
        ("picture", head.startswith(b"RIFF") and head[8:12] == b"WEBP"),
        ("document", head.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))),
        ("empty", not head.strip(b"\x00")),
        ("broken", head[4:8] == b"ftyp" or head.startswith((b"\x1aE\xdf\xa3", b"RIFF", b"OggS"))),
        ("text", not any(byte < 9 for byte in head)),
    )
    return next((name for name, fits in signs if fits), "unknown")


def groups(asked: dict[str, Any]) -> dict[str, Any]:
    """How an H.264 picture is cut into groups: whether it is steady and its groups closed, their longest, its rate."""
    with _opened(asked["recording"], asked) as container:
        stream = container.streams[asked["stream"]]
        head = bytes(stream.codec_context.extradata or b"")
        if len(head) < 8 or head[0] != 1:
            return {"copyable": False}
        width, size, fits = (head[4] & 3) + 1, 0, True
        times: list[int] = []
        keys: list[int] = []
        for packet in container.demux(stream):
            if not packet.size:
                continue
            units = _units(bytes(packet), width)
            # 5 is a picture that needs none before it; 7 and 8 say anew what the picture is
            fits &= packet.pts is not None and not packet.is_discard and not packet.is_corrupt
            fits &= packet.is_keyframe == any(unit[0] & 31 == 5 for unit in units)
            fits &= all(unit in head for unit in units if unit[0] & 31 in (7, 8))
            if not fits:
                return {"copyable": False}
            times.append(packet.pts)
            size += packet.size
            if packet.is_keyframe:
                keys.append(packet.pts)
        base = stream.time_base
    times.sort()
    steps = {after - before for before, after in pairwise(times)}
    if len(steps) != 1 or not keys or keys[0] != 0 or times[0] != 0:
        return {"copyable": False}
    step = steps.pop()
    end = times[-1] + step
    longest = max(after - before for before, after in pairwise([*keys, end]))
    return {
        "copyable": True,
        "profile": head[1],
        "level": head[3],
        "fps": _fraction(1 / (step * base)),
        "longest_ms": _ms(longest, base),
        "length_ms": _ms(end, base),
        "kbits": int(size * 8 / (end * base) / 1000),
    }


def _units(data: bytes, width: int) -> list[bytes]:
    """The units of a packet, each as long as the number of `width` bytes before it says."""
    found, at = [], 0
    while at + width < len(data):
        size = int.from_bytes(data[at : at + width], "big")
        found.append(data[at + width : at + width + size] or b"\0")
        at += width + size
    return found


def decode(asked: dict[str, Any]) -> dict[str, Any]:
    """Whether each piece (an init file and a segment) decodes, and what its first frames are."""
    return {"pieces": [_piece(one["kind"], one["files"]) for one in asked["pieces"]]}


def _piece(kind: str, files: list[str]) -> dict[str, Any]:
    data = BytesIO()
    for name in files:
        with open(name, "rb") as file:
            data.write(file.read())
    data.seek(0)
    try:
        container: Any
        with av.open(data, format="mp4") as container:
            frames: list[Any] = []
            for frame in container.decode(container.streams.get({kind: 0})):
                frames.append(frame)
                if len(frames) == 3:
                    break
    except (av.error.FFmpegError, IndexError, ValueError, TypeError):
        frames = []
    size = (frames[0].width, frames[0].height) if frames and kind == "video" else (0, 0)
    return {"frames": len(frames), "width": size[0], "height": size[1]}


def _ms(time: int | None, base: Fraction | None) -> int:
    return 0 if time is None or base is None else int(time * base * 1000)


def _fraction(value: Fraction | None) -> str:
    return "0/0" if value is None else f"{value.numerator}/{value.denominator}"


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    print(json.dumps({"facts": facts, "groups": groups, "decode": decode}[asked["ask"]](asked)))
