"""Questions about clips: one by its key, what was made of it, what is said in it, and how far it is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, func, select

from ..errors import NotFound
from .clip import Clip, Recording
from .picturing import tile_every_ms, tile_size
from .rendition import Rendition, RenditionKind
from .stills import Pictures, tiles
from .transcript import Cue, Transcript


def clip_by_key(db: Session, key: str) -> Clip:
    """The clip with this key. Raises NotFound."""
    return clip_with_recording(db, key)[0]


def clip_with_recording(db: Session, key: str) -> tuple[Clip, Recording]:
    """The clip with this key and the recording it is cut from. Raises NotFound."""
    question = select(Clip, Recording).where(col(Recording.id) == Clip.recording_id, Clip.key == key)
    if (found := db.exec(question).first()) is None:
        raise NotFound("clip")
    return found[0], found[1]


def renditions_of(db: Session, clip: Clip) -> Sequence[Rendition]:
    """What was made of a clip, at the version that is shown: the master first, then as they were made."""
    question = select(Rendition).where(Rendition.clip_id == clip.pk, Rendition.version == clip.version)
    return db.exec(question.order_by(col(Rendition.id))).all()


def pictures_of(db: Session, keys: Sequence[str]) -> dict[str, Pictures]:
    """What is to be seen of these clips beside their film, by key; only clips of which a version is shown."""
    question = (
        select(Clip, Rendition)
        .join(Rendition, col(Rendition.clip_id) == Clip.id)
        .where(col(Clip.key).in_(keys), Rendition.version == Clip.version)
    )
    made: dict[str, tuple[Clip, list[Rendition]]] = {}
    for clip, rendition in db.exec(question).all():
        made.setdefault(clip.key, (clip, []))[1].append(rendition)
    return {key: _pictures(clip, renditions) for key, (clip, renditions) in made.items()}


def _pictures(clip: Clip, made: Sequence[Rendition]) -> Pictures:
    kinds = {one.kind: one for one in made}
    sizes = [(one.width, one.height) for one in made if one.kind is RenditionKind.video and one.width and one.height]
    sprites, length_ms = kinds.get(RenditionKind.sprites), clip.duration_ms or 0
    pictures = Pictures(clip.version, poster=RenditionKind.poster in kinds)
    if sprites is None or sprites.files < 2 or not sizes or not length_ms:  # one file: there are no sheets yet
        return pictures
    found = tiles(tile_size(*min(sizes)), length_ms)
    return replace(pictures, tiles=tuple(found), every_ms=tile_every_ms(length_ms))


def transcript_of(db: Session, clip: Clip) -> Transcript | None:
    """The transcript of a clip, if it has one."""
    return db.exec(select(Transcript).where(Transcript.clip_id == clip.pk)).first()


def cues_of(db: Session, clip: Clip) -> Sequence[Cue]:
    """The lines of a clip's transcript, said and seen, in the order of time."""
    question = select(Cue).join(Transcript).where(Transcript.clip_id == clip.pk)
    return db.exec(question.order_by(col(Cue.start_ms), col(Cue.id))).all()


def said_in(db: Session, clip: Clip) -> list[Cue]:
    """Those of a clip's lines that are said: its captions."""
    return [cue for cue in cues_of(db, clip) if not cue.seen]


def seen_in(db: Session, clip: Clip) -> list[Cue]:
    """Those of a clip's lines that tell what is seen: its descriptions."""
    return [cue for cue in cues_of(db, clip) if cue.seen]


def cues_of_clips(db: Session, ids: Sequence[int]) -> dict[int, list[Cue]]:
    """The lines of several clips' transcripts, by the clip's row number, in the order of time."""
    question = select(Transcript.clip_id, Cue).join(Cue, col(Cue.transcript_id) == Transcript.id)
    found: dict[int, list[Cue]] = {}
    for clip_id, cue in db.exec(question.where(col(Transcript.clip_id).in_(ids)).order_by(col(Cue.start_ms))).all():
        found.setdefault(clip_id, []).append(cue)
    return found


def count_cues(db: Session, ids: Sequence[int]) -> dict[int, int]:
    """How many lines each of these clips has, by the clip's row number; clips without any are left out."""
    question = select(Transcript.clip_id, func.count()).join(Cue, col(Cue.transcript_id) == Transcript.id)
    return dict(db.exec(question.where(col(Transcript.clip_id).in_(ids)).group_by(col(Transcript.clip_id))).all())


def transcripts_of_clips(db: Session, ids: Sequence[int]) -> dict[int, Transcript]:
    """The transcripts of several clips, by the clip's row number."""
    found = db.exec(select(Transcript).where(col(Transcript.clip_id).in_(ids))).all()
    return {transcript.clip_id: transcript for transcript in found}


def clip_facts(db: Session, key: str) -> dict[str, Any]:
    """A clip as JSON tells it: `duration` in seconds. Raises NotFound."""
    clip = clip_by_key(db, key)
    return {
        "id": clip.key,
        "title": clip.title,
        "state": clip.state.value,
        "reason": clip.reason,
        "duration": None if clip.duration_ms is None else clip.duration_ms / 1000,
        "duration_ms": clip.duration_ms,
        "width": clip.width,
        "height": clip.height,
        "version": clip.version,
        "renditions": [
            {
                "name": one.name,
                "kind": one.kind.value,
                "width": one.width,
                "height": one.height,
                "kbits": one.kbits,
                "codecs": one.codecs,
                "bytes": one.bytes,
            }
            for one in renditions_of(db, clip)
        ],
    }
