"""Receiving a recording: kept as it came, under a name of our own, with the hash of the bytes that were kept."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from ..db.row import new_key
from ..errors import StorageFull
from ..people.contributor import Contributor
from ..people.person import Person
from .clip import Clip, ClipState, Medium, Recording
from .ending import TAKEN_BACK, end_with_its_like, tombstone_of
from .probing import UNDECIDED
from .redactions import whole_timeline
from .refusals import Refusal
from .sizes import as_size
from .source import Parts, Source, size_of
from .storage import Storage

MOST_BYTES = 4 * 1024**3
MOST_STILLS = 100
MOST_STILL_BYTES = 10 * 1024**2
#: Room that stays free for the answers people give, whatever film is sent.
RESERVE_BYTES = 2 * 1024**3


#: A picture of a slideshow: its file, shown from which ms on, and what it shows for those who cannot see it.
GivenStill = tuple[Source, int, str]


@dataclass(frozen=True)
class Kept:
    """A recording's files, kept in storage under `key`; no row names them yet."""

    key: str
    original: str
    original_name: str
    bytes: int
    sha256: str
    stills: list[dict[str, Any]]


def keep_files(
    storage: Storage,
    source: Source,
    *,
    stills: Sequence[GivenStill] = (),
    still_names: Sequence[str] = (),
    original_name: str = "",
    most_bytes: int = MOST_BYTES,
    reserve_bytes: int = RESERVE_BYTES,
    key: str = "",
    ours: bool = False,
    hears: Callable[[bytes], None] | None = None,
) -> Kept:
    """Keep a recording's files: the long step, to be done outside of any transaction, before `enter_recording`. Files
    that are `ours` will not be written any more, so where storage can keep their very bytes nothing is copied.

    Raises ClipUnreadable when it is too large or empty, StorageFull when there is no room for it."""
    _check_sizes(source, stills, most_bytes)
    if not ours:
        _check_room(storage, source, reserve_bytes)
    key = key or new_key()
    names = still_names or [picture.name for picture, _, _ in stills]
    in_order = sorted(zip(stills, names, strict=True), key=lambda one: one[0][1])
    folder = f"originals/{key}"
    original = f"{folder}/source"
    try:
        size, sha256 = _keep(storage, original, source, ours=ours, hears=hears)
        shown = []
        for number, ((picture, at_ms, alt), name) in enumerate(in_order, start=1):
            path = f"{folder}/still_{number}{_ending(Path(name))}"
            _keep(storage, path, picture, ours=ours, hears=hears)
            shown.append({"path": path, "at_ms": at_ms, "alt": alt})
    except BaseException:
        if not isinstance(source, Parts):  # else another may be keeping the same; what nobody saves is swept away
            storage.remove_below(folder)
        raise
    return Kept(key, original, original_name or source.name, size, sha256, shown)


def enter_recording(
    db: Session,
    kept: Kept,
    *,
    title: str,
    medium: Medium | None = None,
    contributor: Contributor | None = None,
    by: Person | None = None,
    described: str = "",
) -> Recording:
    """Enter a recording whose files are kept. Without a `medium`, probing finds it out; stills make a slideshow."""
    recording = _row_of(
        kept,
        title=title,
        medium=medium,
        contributor_id=contributor.pk if contributor else None,
        by_id=by.pk if by else None,
        described=described,
    )
    db.add(recording)
    db.flush()
    end_with_its_like(db, recording)
    return recording


def _row_of(
    kept: Kept,
    *,
    title: str,
    medium: Medium | None,
    contributor_id: int | None,
    by_id: int | None,
    described: str,
) -> Recording:
    return Recording(
        key=kept.key,
        title=title,
        medium=medium or (Medium.slideshow if kept.stills else Medium.film),
        contributor_id=contributor_id,
        received_from_id=by_id,
        original=kept.original,
        original_name=kept.original_name,
        bytes=kept.bytes,
        sha256=kept.sha256,
        stills=kept.stills,
        described=described,
        facts={} if medium or kept.stills else UNDECIDED,
    )


def receive_recording(
    db: Session,
    storage: Storage,
    source: Source,
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
    """Both steps, for small files and for callers that hold no lock anybody waits for.

    Raises ClipUnreadable and StorageFull."""
    kept = keep_files(
        storage,
        source,
        stills=stills,
        original_name=original_name,
        most_bytes=most_bytes,
        reserve_bytes=reserve_bytes,
    )
    return enter_recording(db, kept, title=title, medium=medium, contributor=contributor, by=by, described=described)


def keep_recording(
    storage: Storage,
    source: Source,
    *,
    title: str,
    medium: Medium | None = None,
    contributor_id: int | None = None,
    by_id: int | None = None,
    stills: Sequence[GivenStill] = (),
    still_names: Sequence[str] = (),
    described: str = "",
    original_name: str = "",
    most_bytes: int = MOST_BYTES,
    reserve_bytes: int = RESERVE_BYTES,
    key: str = "",
    ours: bool = False,
    hears: Callable[[bytes], None] | None = None,
) -> Recording:
    """Keep a recording's files; the row that is answered has not been saved yet, because gigabytes must not move inside
    a transaction. With a `key`, keeping the same again is harmless. `still_names` are for stills whose files have no
    ending. Raises ClipUnreadable when it is too large or empty, StorageFull when there is no room for it."""
    kept = keep_files(
        storage,
        source,
        stills=stills,
        still_names=still_names,
        original_name=original_name,
        most_bytes=most_bytes,
        reserve_bytes=reserve_bytes,
        key=key,
        ours=ours,
        hears=hears,
    )
    return _row_of(kept, title=title, medium=medium, contributor_id=contributor_id, by_id=by_id, described=described)


def save_with_clip(db: Session, recording: Recording, *, title: str, clip_key: str = "") -> Clip:
    """Write down a kept recording and one clip, all of it, that waits for the worker: what every door does once it
    has the bytes."""
    db.add(recording)
    db.flush()
    end_with_its_like(db, recording)
    clip = cut_clip(db, recording, title=title)
    clip.key = clip_key or clip.key
    db.add(clip)
    db.flush()
    return clip


def cut_clip(db: Session, recording: Recording, *, title: str, in_ms: int = 0, out_ms: int | None = None) -> Clip:
    """Cut a clip from a recording, in ms from its beginning; `out_ms` None means to its end. Nothing is made of a
    recording whose consent has ended.

    Raises ClipUnreadable where the span is none; whether the recording has it, probing will tell."""
    if in_ms < 0 or (out_ms is not None and out_ms <= in_ms):
        raise Refusal.cut_backwards.error()
    clip = Clip(recording_id=recording.pk, title=title, in_ms=in_ms, out_ms=out_ms)
    if (tombstone := tombstone_of(db, recording)) is not None:
        clip.state, clip.reason = ClipState.taken_back, TAKEN_BACK[tombstone.why]
    db.add(clip)
    db.flush()
    return clip


def cut_as_shown(db: Session, recording: Recording, *, title: str, in_ms: int, out_ms: int | None) -> Clip:
    """Cut a clip by the times that somebody meets who plays the recording, without what was redacted from it. Raises
    ClipUnreadable where the span is none."""
    shown = whole_timeline(db, recording)
    out_ms = None if out_ms is None else shown.recorded(out_ms, ends=True)
    return cut_clip(db, recording, title=title, in_ms=shown.recorded(in_ms), out_ms=out_ms)


def _check_sizes(source: Source, stills: Sequence[GivenStill], most_bytes: int) -> None:
    size = size_of(source)
    if size == 0:
        raise Refusal.empty.error()
    if size > most_bytes:
        raise Refusal.too_many_bytes.error(size=as_size(size), most=as_size(most_bytes))
    if len(stills) > MOST_STILLS:
        raise Refusal.too_many_pictures.error(most=MOST_STILLS, pictures=len(stills))
    for number, (picture, _, _) in enumerate(stills, start=1):
        if size_of(picture) > MOST_STILL_BYTES:
            raise Refusal.still_too_many_bytes.error(number=number, most="10 MB")


def _check_room(storage: Storage, source: Source, reserve_bytes: int) -> None:
    free = storage.free_bytes()
    if free is not None and free - size_of(source) < reserve_bytes:
        raise StorageFull("There is no room for another recording just now. Nothing was lost; please tell us.")


def _keep(
    storage: Storage, path: str, source: Source, *, ours: bool, hears: Callable[[bytes], None] | None
) -> tuple[int, str]:
    """Keep one file; answers its bytes and their hash."""
    if isinstance(source, Parts):
        sum_ = hashlib.sha256()

        def heard(data: bytes) -> None:
            sum_.update(data)
            if hears is not None:
                hears(data)

        # the store has checked the hash of all it was sent, so that these need not come back
        return storage.join(path, source.paths, heard), sum_.hexdigest()
    size = storage.take(path, source) if ours else storage.put(path, source)
    return size, _hash_of_kept(storage, path, size)


def _hash_of_kept(storage: Storage, path: str, size: int) -> str:
    # read back from where it was kept, so that the hash is that of the bytes we have
    sum_ = hashlib.sha256()
    for chunk in storage.chunks(path, 0, size, size=1 << 20):
        sum_.update(chunk)
    return sum_.hexdigest()


def _ending(path: Path) -> str:
    """The ending a picture is kept with; what it really is, probing finds out."""
    return {".png": ".png", ".webp": ".webp"}.get(path.suffix.lower(), ".jpg")
