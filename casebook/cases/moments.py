"""Moments: places a person kept, as a page shows them, each only while it is within her sight."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ..media.clip import Clip
from ..people.viewer import Viewer
from . import viewing
from .case import Case
from .queries import titles_of


@dataclass(frozen=True)
class Moment:
    """A case, or a clip of it and a time in it in milliseconds, with the titles of both."""

    case: str
    case_title: str
    clip: str = ""
    clip_title: str = ""
    ms: int = 0


def moments_in_sight(db: Session, viewer: Viewer, asked: Iterable[tuple[str, str, int]]) -> list[Moment | None]:
    """What (case, clip or nothing, ms) leads to for this viewer now, in order; None where it is not in sight."""
    places = list(asked)
    cases = set(
        db.exec(select(Case.slug).where(col(Case.slug).in_([one[0] for one in places]), viewing.seen_by(viewer)))
    )
    titles = titles_of(db, sorted(cases))
    clips = {
        (seen.case.slug, seen.clip.key): seen.clip
        for seen in viewing.seen_among(db, viewer, sorted({clip for _, clip, _ in places if clip}))
    }
    return [_moment(place, titles, clips) for place in places]


def _moment(place: tuple[str, str, int], titles: dict[str, str], clips: dict[tuple[str, str], Clip]) -> Moment | None:
    case, key, ms = place
    if case not in titles or (key and (case, key) not in clips):
        return None
    if not key:
        return Moment(case, titles[case])
    return Moment(case, titles[case], key, clips[case, key].title, ms)
