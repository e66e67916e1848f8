"""Uploads begun, told how far they are, given up, and made into a recording with a clip that waits for the worker."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, func, select

from ..clock import now
from ..db.engine import reading, writing
from ..errors import AlreadyDone, ClipUnreadable, Gone, NotFound, StorageFull, TooLarge, UploadBusy, WrongInput
from ..people.holding import held
from ..people.person import Person
from . import growing, part_file
from .clip import Medium, Recording
from .growing import Room
from .part_objects import Claim
from .receiving import MOST_STILL_BYTES, MOST_STILLS, keep_recording, save_with_clip
from .refusals import Refusal
from .sizes import as_size
from .source import Parts, Source
from .storage import Storage
from .upload import Upload, UploadPart

PICTURE = "picture"
MEDIA = ("", PICTURE, *(medium.value for medium in Medium))
LONGEST_NAME = 255


@dataclass(frozen=True)
class Given:
    """What an author says of a file that she begins to send."""

    length: int
    name: str = ""
    title: str = ""
    medium: str = ""
    told: str = ""
    batch: str = ""
    still: dict[str, Any] = field(default_factory=dict)


def begin_upload(db: Session, room: Room, given: Given, *, by: Person) -> Upload:
    """Write down that a file is coming. Raises WrongInput, TooLarge (the file, or all of hers), StorageFull."""
    if given.medium not in MEDIA:
        raise WrongInput(f"There is no medium {given.medium[:20]!r}; use film, sound or slideshow, or leave it out.")
    if given.length < 1:
        raise WrongInput("This file is empty. Choose the recording again.")
    most = min(MOST_STILL_BYTES, room.most_bytes) if given.medium == PICTURE else room.most_bytes
    if given.length > most:
        raise TooLarge(too_large(given.length, most, picture=given.medium == PICTURE))
    if given.medium == PICTURE and not given.batch:
        raise WrongInput("A picture belongs to a slideshow: send it with the batch of its sound.")
    if sent_bytes(db, by.pk) + given.length > room.quota_bytes:
        raise TooLarge(
            f"With this you would have sent more than {as_size(room.quota_bytes)}, the most one person may. "
            "Ask an administrator for more, or give up uploads that you do not need."
        )
    if room.free_bytes is not None and room.free_bytes - given.length < room.reserve_bytes:
        raise StorageFull("There is no room for another recording just now. Nothing was lost; please tell us.")
    name = clean_name(given.name)
    upload = Upload(
        person_id=by.pk,
        length=given.length,
        name=name,
        title=" ".join(given.title.split())[:LONGEST_NAME] or Path(name).stem or "Untitled recording",
        medium=given.medium,
        told=given.told,
        batch=given.batch[:40],
        still=given.still,
        expires_at=now() + timedelta(days=room.days),
    )
    db.add(upload)
    db.flush()
    return upload


def upload_for(db: Session, person_id: int, key: str) -> Upload:
    """An upload of this person. Raises NotFound, and Gone when it was left for too long."""
    found = db.exec(select(Upload).where(Upload.key == key, Upload.person_id == person_id)).first()
    if found is None:
        raise NotFound("upload")
    if found.finished_at is None and not found.complete and found.expires_at <= now():
        raise Gone("This upload was left for too long and has been given up. Begin it again.")
    return found


def unfinished_uploads(db: Session, person_id: int) -> Sequence[Upload]:
    """What a person has begun to send and not finished, newest first; pictures go with their sound."""
    question = select(Upload).where(
        Upload.person_id == person_id,
        col(Upload.finished_at).is_(None),
        col(Upload.expires_at) > now(),
        Upload.medium != PICTURE,
    )
    return db.exec(question.order_by(col(Upload.id).desc())).all()


def sent_bytes(db: Session, person_id: int) -> int:
    """Bytes that a person has sent or announced: her recordings and her unfinished uploads."""
    kept = select(func.coalesce(func.sum(Recording.bytes), 0)).where(Recording.received_from_id == person_id)
    coming = select(func.coalesce(func.sum(Upload.length), 0)).where(
        Upload.person_id == person_id, col(Upload.finished_at).is_(None), col(Upload.expires_at) > now()
    )
    return int(db.exec(kept).one()) + int(db.exec(coming).one())


def give_up_upload(db: Session, upload: Upload) -> None:
    """Take an unfinished upload away; its part file goes after the commit. Raises AlreadyDone for a finished one."""
    if upload.finished_at is not None:
        raise AlreadyDone("This upload has become a recording already.")
    db.delete(upload)


def finish_upload(engine: Engine, storage: Storage, room: Room, upload: Upload, *, wait_s: float = 0) -> str:
    """Make a complete upload into a recording with one clip, and answer the clip's key; once, however often asked.

    The bytes move outside any transaction. A picture only waits. Where another process is finishing it just now, that
    is waited for. One that is refused, or whose bytes are lost, ends here: it would end so again. Raises
    ClipUnreadable, StorageFull, Gone, and UploadBusy after `wait_s`."""
    if upload.medium == PICTURE or upload.finished_at is not None:
        return upload.clip_key
    try:
        held = _hold(engine, room, upload, wait_s)
    except Gone:
        forget_uploads(engine, room, [upload])
        raise
    if held is None:
        return upload.clip_key
    with held:
        if _is_over(engine, upload):  # finished by another just before we had its file
            return upload.clip_key
        with reading(engine) as db:
            pictures = _pictures(db, upload)
            sources = [growing.source_of(db, room, one) for one in (upload, *pictures)]
        try:
            if isinstance(sources[0], Parts) and sources[0].bytes != upload.length:
                raise NotFound("upload")
            recording = _kept(storage, room, sources, upload, pictures, held)
        except ClipUnreadable:
            forget_uploads(engine, room, [upload])
            raise
        except NotFound:
            if _is_over(engine, upload):  # finished by another, who then took the parts away
                return upload.clip_key
            forget_uploads(engine, room, [upload])
            raise Gone(part_file.LOST) from None
        with writing(engine) as db:
            row = db.get(Upload, upload.pk, with_for_update=True)
            if row is None or row.finished_at is not None:  # two were at it, and the other was first
                return upload.clip_key
            save_with_clip(db, recording, title=upload.title, clip_key=upload.clip_key)
            for row in (upload, *pictures):
                kept = db.get(Upload, row.pk)
                if kept is not None:
                    kept.finished_at = now()
                    db.add(kept)
                    db.exec(delete(UploadPart).where(col(UploadPart.upload_id) == kept.pk))
    growing.forget(room, [row.key for row in (upload, *pictures)])
    return upload.clip_key


def _kept(
    storage: Storage,
    room: Room,
    sources: Sequence[Source],
    upload: Upload,
    pictures: Sequence[Upload],
    held: part_file.PartFile | Claim,
) -> Recording:
    return keep_recording(
        storage,
        sources[0],
        title=upload.title,
        medium=Medium(upload.medium) if upload.medium else None,
        by_id=upload.person_id,
        stills=[
            (source, int(one.still.get("at_ms", 0)), str(one.still.get("alt", "")))
            for source, one in zip(sources[1:], pictures, strict=True)
        ],
        still_names=[one.name for one in pictures],
        original_name=upload.name,
        most_bytes=room.most_bytes,
        key=upload.recording_key,
        ours=True,
        hears=held.heard if isinstance(held, Claim) else None,
    )


def _hold(engine: Engine, room: Room, upload: Upload, wait_s: float) -> part_file.PartFile | Claim | None:
    """A hold on a complete upload, or None where another has finished it. Raises UploadBusy, Gone."""
    end = time.monotonic() + wait_s
    while not _is_over(engine, upload):
        try:
            if room.parts is not None:
                return Claim(engine, upload)
            return part_file.PartFile(room.folder, upload.key, upload.offset, reserve_bytes=0)
        except Gone:
            if _is_over(engine, upload):  # and with it its file went
                return None
            raise
        except UploadBusy:
            if time.monotonic() >= end:
                raise
            time.sleep(0.1)
    return None


def _is_over(engine: Engine, upload: Upload) -> bool:
    with reading(engine) as db:
        fresh = db.get(Upload, upload.pk)
        return fresh is None or fresh.finished_at is not None


def _pictures(db: Session, upload: Upload) -> list[Upload]:
    if not upload.batch or upload.medium not in ("", Medium.slideshow):
        return []
    question = select(Upload).where(
        Upload.person_id == upload.person_id,
        Upload.batch == upload.batch,
        Upload.medium == PICTURE,
        col(Upload.finished_at).is_(None),
        Upload.offset == Upload.length,
    )
    return list(db.exec(question.order_by(col(Upload.id)).limit(MOST_STILLS + 1)).all())


def uploads_left(db: Session) -> tuple[list[Upload], list[Upload]]:
    """(complete but not made into a recording, because a program stopped in between; left for too long)."""
    open_ones = select(Upload).where(col(Upload.finished_at).is_(None))
    complete = open_ones.where(Upload.offset == Upload.length, Upload.medium != PICTURE)
    late = open_ones.where(col(Upload.expires_at) <= now(), ~held(col(Upload.person_id)))
    return list(db.exec(complete).all()), [
        one for one in db.exec(late).all() if not one.complete or one.medium == PICTURE
    ]


def forget_uploads(engine: Engine, room: Room, late: Sequence[Upload]) -> None:
    """Take away uploads that were left for too long, or refused, rows and bytes."""
    with writing(engine) as db:
        for one in late:
            if (row := db.get(Upload, one.pk)) is not None:
                db.delete(row)
    growing.forget(room, [one.key for one in late])


def clean_name(name: str) -> str:
    """A file's name without folders and without characters that show as nothing."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-LONGEST_NAME:]


def too_large(size: int, most: int, *, picture: bool = False) -> str:
    """What to say of a file that is too large."""
    if picture:
        return f"This picture is {as_size(size)} large; at most {as_size(most)} are taken. Make it smaller."
    return Refusal.too_many_bytes.value.format(size=as_size(size), most=as_size(most))
