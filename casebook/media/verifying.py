"""Checking what was made before anybody sees it: whole, as long as it should be, and decodable at three places."""

from collections.abc import Sequence
from pathlib import Path

from ..errors import ProgramFailed
from . import reading
from .playlists import Media, read_media
from .shot import Shot


def verify(shot: Shot, out: Path, sounds: Sequence[str]) -> dict[str, Media]:
    """Check every size and the sounds below `out` and answer their playlists by name. Raises ProgramFailed."""
    names = [*(rung.name for rung in shot.rungs), *sounds]
    made = {name: _whole(out / name, shot) for name in names}
    _aligned([made[rung.name] for rung in shot.rungs])
    _playable(shot, out, made, {rung.name: (rung.width, rung.height) for rung in shot.rungs})
    return made


def verify_film(shot: Shot, folder: Path, size: tuple[int, int]) -> Media:
    """Check one size of film by itself and answer its playlist. Raises ProgramFailed."""
    media = _whole(folder, shot)
    _playable(shot, folder.parent, {media.name: media}, {media.name: size})
    return media


def _playable(shot: Shot, out: Path, made: dict[str, Media], sizes: dict[str, tuple[int, int]]) -> None:
    """Three places of each are decoded."""
    names = list(made)
    places = [(name, place) for name in names for place in _three_places(made[name])]
    pieces = [
        ("video" if name in sizes else "audio", (out / name / "init.mp4", out / name / segment))
        for name, segment in places
    ]
    for (name, segment), found in zip(places, reading.decoded(out, pieces, fenced=shot.fenced), strict=True):
        if not found["frames"]:
            raise ProgramFailed(f"The film that was made cannot be played everywhere ({name}, {segment}).")
        if name in sizes and (found["width"], found["height"]) != sizes[name]:
            raise ProgramFailed(f"The film that was made has the wrong size ({name}).")


def _whole(folder: Path, shot: Shot) -> Media:
    try:
        media = read_media(folder)
    except (OSError, ValueError) as wrong:
        raise ProgramFailed(f"The film that was made is not whole ({folder.name}).") from wrong
    for _, segment in media.segments:
        place = folder / segment
        if not place.is_file() or not place.stat().st_size:
            raise ProgramFailed(f"A part of the film that was made is missing ({folder.name}, {segment}).")
    if abs(media.length_ms - shot.length_ms) > max(shot.length_ms // 50, 1000):
        raise ProgramFailed(
            f"The film that was made lasts {media.length_ms / 1000:.1f} s instead of {shot.length_ms / 1000:.1f} s "
            f"({folder.name})."
        )
    return media


def _aligned(films: Sequence[Media]) -> None:
    """Players change size between segments: all sizes must be cut at the same moments."""
    if len({tuple(length for length, _ in film.segments) for film in films}) > 1:
        raise ProgramFailed("The sizes of the film that was made are not cut at the same moments.")


def _three_places(media: Media) -> list[str]:
    names = [name for _, name in media.segments]
    return list(dict.fromkeys((names[0], names[len(names) // 2], names[-1])))
