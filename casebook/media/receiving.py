"""Receiving a recording: kept as it came, under a name of our own, with the hash of the bytes that were kept."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session

from ..errors import ClipUnreadable, StorageFull
from ..people.contributor import Contributor
from ..people.person import Person
from .clip import Clip, Medium, Recording
from .probing import UNDECIDED
from .storage import Storage

MOST_BYTES = 4 * 1024**3
MOST_STILLS = 100
MOST_STILL_BYTES = 10 * 1024**2
#: Room that stays free for the answers people give, whatever film is sent.
RESERVE_BYTES = 2 * 1024**3


#: A picture of a slideshow: its file, shown from which ms on, and what it shows for those who cannot see it.
GivenStill = tuple[Path, int, str]


def receive_recording(
    db: Session,
    storage: Storage,
    source: Path,
    *,
    title: str,
    medium: Medium | None = None,
    contributor: Contributor | None = None,
    by: Person | None = None,
    stills: Sequence[GivenStill] = (),
    described: str = "",
    original_name: str = "",
    most_bytes: int = MOST_BYTES,
    reserve_bytes: int = RESERVE_BYTES,
) -> Recording:
    """Keep a recording and its stills in storage. Without a `medium`, probing finds it out; stills make a slideshow.

    Raises ClipUnreadable when it is too large or empty, StorageFull when there is no room for it."""
    _check_sizes(storage, source, stills, most_bytes, reserve_bytes)
    recording = Recording(
        title=title,
        medium=medium or (Medium.slideshow if stills else Medium.film),
        contributor_id=contributor.pk if contributor else None,
        received_from_id=by.pk if by else None,
        original="",
        original_name=original_name or source.name,
        bytes=0,
        sha256="",
        described=described,
        facts={} if medium or stills else UNDECIDED,
    )
    folder = f"originals/{recording.key}"
    recording.original = f"{folder}/source"
    recording.bytes = storage.put(recording.original, source)
    recording.sha256 = _hash_of_kept(storage, recording.original, recording.bytes)
    for number, (picture, at_ms, alt) in enumerate(sorted(stills, key=lambda still: still[1]), start=1):
        path = f"{folder}/still_{number}{_ending(picture)}"
        storage.put(path, picture)
        recording.stills = [*recording.stills, {"path": path, "at_ms": at_ms, "alt": alt}]
    db.add(recording)
    db.flush()
    return recording


def cut_clip(db: Session, recording: Recording, *, title: str, in_ms: int = 0, out_ms: int | None = None) -> Clip:
    """Cut a clip from a recording, in ms from its beginning; `out_ms` None means to its end.

    Raises ClipUnreadable where the span is none; whether the recording has it, probing will tell."""
    if in_ms < 0 or (out_ms is not None and out_ms <= in_ms):
        raise ClipUnreadable("A clip must end after it begins. Move its beginning or its end.")
    clip = Clip(recording_id=recording.pk, title=title, in_ms=in_ms, out_ms=out_ms)
    db.add(clip)
    db.flush()
    return clip


def _check_sizes(
    storage: Storage, source: Path, stills: Sequence[GivenStill], most_bytes: int, reserve_bytes: int
) -> None:
    size = source.stat().st_size
    if size == 0:
        raise ClipUnreadable("This file is empty. Send the recording again.")
    if size > most_bytes:
        raise ClipUnreadable(
            f"This recording is {_gigabytes(size)} large; at most {_gigabytes(most_bytes)} are taken. "
            "Export it at 1080p, or cut it into parts and send each."
        )
    if len(stills) > MOST_STILLS:
        raise ClipUnreadable(f"A slideshow can have at most {MOST_STILLS} pictures; this one has {len(stills)}.")
    for number, (picture, _, _) in enumerate(stills, start=1):
        if picture.stat().st_size > MOST_STILL_BYTES:
            raise ClipUnreadable(f"Picture {number} of this slideshow is larger than 10 MB. Make it smaller.")
    free = storage.free_bytes()
    if free is not None and free - size < reserve_bytes:
        raise StorageFull("There is no room for another recording just now. Nothing was lost; please tell us.")


def _hash_of_kept(storage: Storage, path: str, size: int) -> str:
    # read back from where it was kept, so that the hash is that of the bytes we have
    sum_ = hashlib.sha256()
    for chunk in storage.chunks(path, 0, size, size=1 << 20):
        sum_.update(chunk)
    return sum_.hexdigest()


def _ending(path: Path) -> str:
    """The ending a picture is kept with; what it really is, probing finds out."""
    return {".png": ".png", ".webp": ".webp"}.get(path.suffix.lower(), ".jpg")


def _gigabytes(size: int) -> str:
    return f"{size / 1024**3:.1f} GB"
