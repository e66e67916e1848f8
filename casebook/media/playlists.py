"""HLS playlists: reading the ones ffmpeg wrote, and writing the master that names them, with codecs from the bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from .ladder import SEGMENT_S, Rung

_SEGMENT = re.compile(r"#EXTINF:([0-9.]+),[^\n]*\n([a-z0-9_]{1,32}\.m4s)\n")


@dataclass(frozen=True)
class Media:
    """A media playlist as it lies in a folder: its segments' lengths in seconds and names, and what they hold."""

    folder: Path
    segments: Sequence[tuple[float, str]]
    codec: str
    channels: int = 0  # of a sound

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def length_ms(self) -> int:
        return round(sum(length for length, _ in self.segments) * 1000)

    @property
    def bytes(self) -> int:
        return sum(file.stat().st_size for file in self.folder.iterdir())

    @property
    def average_bits(self) -> int:
        """Bits a second over the whole."""
        size = sum((self.folder / name).stat().st_size for _, name in self.segments)
        return round(size * 8000 / max(self.length_ms, 1))

    @property
    def peak_bits(self) -> int:
        """Bits a second of the segment that needs most; a short last one does not count unless it is the only one."""
        long = [one for one in self.segments if one[0] >= SEGMENT_S / 2] or self.segments
        return max(round((self.folder / name).stat().st_size * 8 / max(length, 0.1)) for length, name in long)


def listed(text: str) -> list[tuple[float, str]]:
    """The segments of a media playlist: lengths in seconds and names."""
    return [(float(length), name) for length, name in _SEGMENT.findall(text)]


def read_media(folder: Path) -> Media:
    """Read the playlist of a rendition's folder. Raises ValueError where it is not a whole one."""
    text = (folder / "index.m3u8").read_text()
    segments = listed(text)
    if not text.startswith("#EXTM3U") or not text.rstrip().endswith("#EXT-X-ENDLIST") or not segments:
        raise ValueError(f"{folder.name}: not a whole playlist")
    init = (folder / "init.mp4").read_bytes()
    return Media(folder, segments, codec(init), channels(init))


def codec(init: bytes) -> str:
    """The codec of an init segment as RFC 6381 writes it. Raises ValueError for one casebook does not make."""
    if (at := init.find(b"avcC")) >= 0:
        return f"avc1.{init[at + 5 : at + 8].hex()}"
    if described := _described_sound(init):
        return f"mp4a.40.{described[0] >> 3}"
    if (at := init.find(b"av1C")) >= 0:
        profile, level = init[at + 5] >> 5, init[at + 5] & 31
        tier, depth = ("H" if init[at + 6] & 128 else "M"), (10 if init[at + 6] & 64 else 8)
        return f"av01.{profile}.{level:02d}{tier}.{depth:02d}"
    raise ValueError("neither H.264, AV1 nor AAC")


def channels(init: bytes) -> int:
    """How many channels the sound of an init segment has; 0 where it is no sound."""
    described = _described_sound(init)
    # the box around it says two for any AAC; five bits of object type, four of a rate, then four of the channels
    return (int.from_bytes(described, "big") >> 3) & 15 if described else 0


def _described_sound(init: bytes) -> bytes:
    at = init.find(b"esds")
    # descriptor tag 5 (DecoderSpecificInfo), its length in one byte or four, then what describes AAC
    found = re.search(rb"\x05(?:\x80\x80\x80)?[\x02-\x40](..)", init[at + 8 :], re.DOTALL) if at >= 0 else None
    return found[1] if found else b""


def master(films: Sequence[tuple[Rung, Media]], sounds: Sequence[Media], fps: Fraction | None) -> str:
    """The master playlist. `films` smallest first; `sounds` best first: the first goes with the film, the last is
    also offered alone, for a connection that cannot carry a picture."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    sound = sounds[0] if sounds else None
    if sound and films:
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{sound.name}",NAME="Sound",DEFAULT=YES,AUTOSELECT=YES,'
            f'CHANNELS="{sound.channels or 2}",URI="../{sound.name}/index.m3u8"'
        )
    # The first variant is where a player begins before it knows the connection: the middle of the ladder.
    for rung, film in _middle_first(films):
        lines += _variant(rung, film, sound, fps)
    for alone in sounds[-1:] if films else sounds:
        lines.append(
            f"#EXT-X-STREAM-INF:BANDWIDTH={alone.peak_bits},AVERAGE-BANDWIDTH={alone.average_bits},"
            f'CODECS="{alone.codec}"'
        )
        lines.append(f"../{alone.name}/index.m3u8")
    return "\n".join(lines) + "\n"


def master_with(before: str, films: Sequence[tuple[Rung, Media]], sound: Media | None, fps: Fraction) -> str:
    """A master playlist with more films after those it has, so that players begin as they did."""
    lines = [line for rung, film in films for line in _variant(rung, film, sound, fps)]
    return before + "\n".join(lines) + "\n"


def _variant(rung: Rung, film: Media, sound: Media | None, fps: Fraction | None) -> list[str]:
    peak, average, codecs = film.peak_bits, film.average_bits, film.codec
    if sound:
        peak, average, codecs = peak + sound.peak_bits, average + sound.average_bits, f"{codecs},{sound.codec}"
    return [
        f'#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},CODECS="{codecs}",'
        f"RESOLUTION={rung.width}x{rung.height}"
        + (f",FRAME-RATE={float(fps):.3f}" if fps else "")
        + (f',AUDIO="{sound.name}"' if sound else ""),
        f"../{film.name}/index.m3u8",
    ]


def _middle_first(films: Sequence[tuple[Rung, Media]]) -> list[tuple[Rung, Media]]:
    middle = len(films) // 2
    return [*films[middle : middle + 1], *films[:middle], *films[middle + 1 :]]
