"""Captions as files: WebVTT and SRT read into cues of plain text with their speakers, and both WebVTT and plain text
written from cues."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import webvtt as reader
from webvtt.errors import MalformedFileError

from ..errors import CaptionsUnreadable

MOST_BYTES = 2 * 1024**2
#: Encodings no file says by itself, which an author may name: what Python calls it, and what people do.
ENCODINGS = {
    "": "Found out from the file",
    "cp1252": "Western European (Windows)",
    "mac-roman": "Western European (old Mac)",
    "cp1250": "Central European (Windows)",
    "iso8859-2": "Central European (ISO)",
    "cp1251": "Cyrillic (Windows)",
    "koi8-r": "Cyrillic (KOI8-R)",
    "cp1253": "Greek (Windows)",
    "cp1254": "Turkish (Windows)",
    "cp1255": "Hebrew (Windows)",
    "cp1256": "Arabic (Windows)",
    "cp1258": "Vietnamese (Windows)",
    "shift-jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "euc-kr": "Korean (EUC)",
}
_A_PAUSE_MS = 2000  # after which plain text begins a new paragraph
_TIMES = re.compile(
    r"\s*(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{3})\s+-->\s+(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{3})(\s.*)?"
)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:[a-zA-Z][^>]*|\d[\d:.]*)>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class SpokenCue:
    """A line that is said, or `seen`: times in ms, plain text, and who says it where that is known."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""
    seen: bool = False


class AnyCue(Protocol):
    """What a cue has, whether it was read from a file or from the database."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str
    seen: bool


class CaptionsLineUnreadable(CaptionsUnreadable):
    """Captions that cannot be read; `line` is where, counted from 1."""

    def __init__(self, line: int, what: str) -> None:
        self.line = line
        super().__init__(f"Line {line}: {what}")


def parse_captions(data: bytes, *, encoding: str = "") -> list[SpokenCue]:
    """Read WebVTT or SRT in the order of time: UTF-8, UTF-16, UTF-32 and Windows' own encoding are found out, any
    other of `ENCODINGS` is named. Raises CaptionsUnreadable."""
    if len(data) > MOST_BYTES:
        raise CaptionsUnreadable("This file is larger than 2 MB; captions never are. Send a WebVTT or SRT file.")
    text = captions_text(data, encoding=encoding)
    is_webvtt = bool(re.match(r"WEBVTT(\s|$)", text))
    times = _checked_times(text, is_webvtt)
    try:
        read = reader.from_string(text) if is_webvtt else reader.from_string(_as_webvtt(text))
    except MalformedFileError as wrong:  # what the check of lines lets through and the reader does not
        raise CaptionsLineUnreadable(1, "this is neither WebVTT nor SRT.") from wrong
    captions = read.captions
    for number, (line, start_ms, _) in enumerate(times):
        if number >= len(captions) or _written_ms(captions[number].start) != start_ms:
            raise CaptionsLineUnreadable(line, "an empty line is expected before each cue, and no times inside notes.")
    cues = [
        _cue(start_ms, end_ms, caption.raw_text) for (_, start_ms, end_ms), caption in zip(times, captions, strict=True)
    ]
    return sorted((cue for cue in cues if cue.text), key=lambda cue: (cue.start_ms, cue.end_ms))


def write_webvtt(cues: Iterable[AnyCue]) -> str:
    """Write cues as WebVTT, each with its speaker as a voice; nothing in a text can become markup or a new cue. What
    has no words yet, or ends before it begins, is left out."""
    blocks = ["WEBVTT"]
    for cue in (one for one in cues if one.text.strip() and one.start_ms < one.end_ms):
        voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
        times = f"{_clock(cue.start_ms)} --> {_clock(cue.end_ms)}"
        blocks.append(f"{times}\n{voice}{_escaped(cue.text)}")
    return "\n\n".join(blocks) + "\n"


def write_text(cues: Iterable[AnyCue]) -> str:
    """Write cues as plain text to read: a paragraph for whoever speaks, a new one after a pause; what is seen stands
    between brackets."""
    paragraphs: list[str] = []
    speaker, ended_ms, after_seen = "", 0, False
    for cue in cues:
        if cue.seen:
            paragraphs += [f"[Seen: {cue.text}]"] if cue.text else []
        elif paragraphs and cue.speaker == speaker and cue.start_ms - ended_ms < _A_PAUSE_MS and not after_seen:
            paragraphs[-1] += f" {cue.text}"
        else:
            paragraphs.append(f"{cue.speaker}: {cue.text}" if cue.speaker and cue.speaker != speaker else cue.text)
        after_seen = cue.seen
        if not cue.seen:
            speaker, ended_ms = cue.speaker, cue.end_ms
    return "\n\n".join(paragraphs)


def captions_text(data: bytes, *, encoding: str = "") -> str:
    """The text of a captions file, every byte of it made a letter, with line ends of one kind."""
    if encoding in ENCODINGS and encoding:
        text = data.decode(encoding, "replace")
    elif data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        text = data.decode("utf-32", "replace")
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif data[1:4:2] == b"\0\0" and data[:1] != b"\0":  # no mark, but every second byte empty, as in Latin letters
        text = data.decode("utf-16-le", "replace")
    elif data[0:3:2] == b"\0\0" and data[1:2] not in (b"", b"\0"):
        text = data.decode("utf-16-be", "replace")
    else:
        text = _of_one_byte_letters(data)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").lstrip("\n")


def _of_one_byte_letters(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")  # what editors on Windows wrote; its quotation marks are not in Latin-1
    except UnicodeDecodeError:
        return data.decode("latin-1")  # every byte is a letter there


def _checked_times(text: str, is_webvtt: bool) -> list[tuple[int, int, int]]:
    """The line, beginning and end of each cue."""
    times: list[tuple[int, int, int]] = []
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if "-->" not in line:
            continue
        if not (found := _TIMES.fullmatch(line)):
            raise CaptionsLineUnreadable(
                number, f"times are expected, such as 00:01:02.500 --> 00:01:05.000, but it says “{line.strip()[:60]}”."
            )
        start_ms, end_ms = _ms(found.groups()[0:4]), _ms(found.groups()[4:8])
        if end_ms <= start_ms:
            raise CaptionsLineUnreadable(number, "a cue must end after it begins.")
        times.append((number, start_ms, end_ms))
    if not times:
        what = "no cue with times was found" if is_webvtt else "WebVTT (first line WEBVTT) or SRT is expected"
        raise CaptionsLineUnreadable(1, f"{what}.")
    return times


def _as_webvtt(srt: str) -> str:
    lines = [line.replace(",", ".") if "-->" in line else line for line in srt.split("\n")]
    return "WEBVTT\n\n" + "\n".join(lines)


def _cue(start_ms: int, end_ms: int, raw: str) -> SpokenCue:
    voice = _VOICE.search(raw)
    return SpokenCue(start_ms, end_ms, _plain(raw), _plain(voice[1]) if voice else "")


def _plain(marked: str) -> str:
    return _SPACE.sub(" ", html.unescape(_TAG.sub("", marked))).strip()


def _escaped(text: str) -> str:
    return _SPACE.sub(" ", text).strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _written_ms(time: str) -> int:
    *hours, minutes, seconds = re.split(r"[:.]", time)[:-1]
    return _ms([hours[0] if hours else None, minutes, seconds, time[-3:]])


def _ms(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, ms = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def _clock(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
