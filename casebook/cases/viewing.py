"""Who sees what: the one sight rule. Film, captions, stills, pages, search and exports all ask here.

What you may not see is not found. Three things must hold for a clip, and the clock and the rows are asked each time:
its case is published to you; its recording's consent is live for you; and if it is told after the decision point,
you have committed your own answer there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, literal
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from ..errors import Gone, NotAllowed, NotFound
from ..media.allowing import agreed, covers, in_its_time, live, standing
from ..media.clip import Clip, Recording
from ..media.consent import Consent, Use
from ..media.ending import TAKEN_BACK, has_ended, tombstone_of
from ..media.settling import unsettled_recordings
from ..people.contributor import Contributor
from ..people.person import Role
from ..people.viewer import Viewer
from .case import Case, CaseClip
from .decision_point import Commitment, DecisionPoint
from .manuscript import Manuscript
from .publication import Publication
from .viewing_manuscripts import manuscripts_seen


def published() -> ColumnElement[bool]:
    """A case that has a publication nobody has ended. One that may not stay without its film goes with it by the clock;
    where its consent was withdrawn, the publication has ended already."""
    open_one = select(Publication.id).where(col(Publication.case_id) == Case.id, col(Publication.ended_at).is_(None))
    over = (
        select(CaseClip.id)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Consent, col(Consent.recording_id) == Clip.recording_id)
        .where(col(CaseClip.case_id) == Case.id, standing(), ~in_its_time(), col(Consent.keeps_text).is_(False))
    )
    return and_(open_one.correlate(Case).exists(), ~over.correlate(Case).exists())


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """A case this viewer may see. Drafts are for those who make cases; nothing is for those not signed in, but for a
    guest the case her teaching session is at."""
    if viewer.is_guest:
        return and_(published(), col(Case.id) == viewer.open_case)
    if not viewer.signed_in:
        return col(Case.id).is_(None)
    return col(Case.id).is_not(None) if viewer.reads_drafts else published()


def for_everyone() -> ColumnElement[bool]:
    """A published case that may be named to people who are not signed in: every recording told in it has a live
    consent for everyone. Whoever agreed to be seen by those who are signed in did not agree to a feed."""
    told = (
        select(CaseClip.id)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .where(col(CaseClip.case_id) == Case.id)
    )
    closed = told.where(~consented(Viewer()))
    return and_(published(), told.correlate(Case).exists(), ~closed.correlate(Case).exists())


def consented(viewer: Viewer | None, *uses: Use) -> ColumnElement[bool]:
    """A recording with a live consent that covers this viewer and allows these uses as well; None stands for anyone who
    is signed in. Default deny; expiry is by the clock, each time, and one that has ended is over whatever the clock
    says."""
    allowed = select(Consent.id).where(
        col(Consent.recording_id) == Recording.id, live(), covers(viewer), agreed(viewer, *uses)
    )
    return and_(allowed.correlate(Recording).exists(), ~has_ended())


def on_a_card(viewer: Viewer) -> Viewer | None:
    """Whom a card is for: it tells roles and lengths to anyone, of what is for an organisation to that one alone."""
    return viewer if viewer.signed_in else None


def pictured(viewer: Viewer) -> ColumnElement[bool]:
    """A case whose cover may be shown: everybody in it agreed to stills, for all whom the cover is for."""
    told = (
        select(CaseClip.id)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .where(col(CaseClip.case_id) == Case.id, ~consented(on_a_card(viewer), Use.stills))
    )
    return ~told.correlate(Case).exists()


def never_asked() -> ColumnElement[bool]:
    """A recording for which no consent was ever written down, and whose like has not been taken back."""
    asked = select(Consent.id).where(col(Consent.recording_id) == Recording.id)
    return and_(~asked.correlate(Recording).exists(), ~has_ended())


def opened(viewer: Viewer) -> ColumnElement[bool]:
    """A clip of a case that is told before the decision point, or after it once this viewer has committed."""
    if viewer.reads_drafts:
        return col(CaseClip.id).is_not(None)
    if viewer.is_guest:
        return col(CaseClip.after).is_(False)
    committed_here = (
        select(Commitment.person_id)
        .join(DecisionPoint, col(DecisionPoint.id) == Commitment.decision_point_id)
        .where(DecisionPoint.case_id == CaseClip.case_id, Commitment.person_id == (viewer.person and viewer.person.id))
        .correlate(CaseClip)
        .exists()
    )
    return or_(col(CaseClip.after).is_(False), committed_here)


def authored(viewer: Viewer) -> ColumnElement[bool]:
    """A case whose readers this viewer may hear: its author, or any author where nobody is (the command line brought
    it); a reviewer hears of all."""
    if Role.reviewer in viewer.roles:
        return col(Case.id).is_not(None)
    if Role.author not in viewer.roles or viewer.person is None:
        return col(Case.id).is_(None)
    return or_(col(Case.author_id) == viewer.person.pk, col(Case.author_id).is_(None))


def authored_case_for(db: Session, viewer: Viewer, slug: str) -> Case:
    """The case of a slug, if this viewer may hear what its readers say. Raises NotFound."""
    if (case := db.exec(select(Case).where(Case.slug == slug, authored(viewer))).first()) is None:
        raise NotFound("case")
    return case


def case_for(db: Session, viewer: Viewer, slug: str) -> Case:
    """The case of a slug, if this viewer may see it. Raises NotFound."""
    if (case := db.exec(select(Case).where(Case.slug == slug, seen_by(viewer))).first()) is None:
        raise NotFound("case")
    return case


def decision_point_for(db: Session, viewer: Viewer, key: str) -> DecisionPoint:
    """The decision point of a key, if this viewer may see its case. Raises NotFound."""
    question = select(DecisionPoint).join(Case, col(Case.id) == DecisionPoint.case_id)
    if (point := db.exec(question.where(DecisionPoint.key == key, seen_by(viewer))).first()) is None:
        raise NotFound("decision")
    return point


def has_committed(db: Session, viewer: Viewer, point: DecisionPoint) -> bool:
    """Whether this viewer has committed her own answer at a decision point."""
    person = viewer.person
    return person is not None and db.get(Commitment, (person.pk, point.pk)) is not None


@dataclass(frozen=True)
class SeenClip:
    """A clip that a viewer may see, with where it stands."""

    clip: Clip
    recording: Recording
    in_case: CaseClip
    case: Case


def _seen_clips(viewer: Viewer) -> Any:
    return _told_clips(viewer).where(consented(viewer))


def _told_clips(viewer: Viewer, seen: ColumnElement[bool] | None = None) -> Any:
    return (
        select(Clip, Recording, CaseClip, Case)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .join(CaseClip, col(CaseClip.clip_id) == Clip.id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .where(seen_by(viewer) if seen is None else seen, opened(viewer))
    )


def _was_seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """A case this viewer sees or could have seen: one that closed with a film that was taken back is among them."""
    if not viewer.signed_in:
        return seen_by(viewer)
    ever = select(Publication.id).where(col(Publication.case_id) == Case.id)
    return or_(seen_by(viewer), ever.correlate(Case).exists())


def clip_for(db: Session, viewer: Viewer, key: str) -> SeenClip:
    """The clip of a key, if this viewer may see it now. Raises NotFound, and Gone where she could until it was taken
    back."""
    if (found := db.exec(_seen_clips(viewer).where(Clip.key == key)).first()) is None:
        told = _told_clips(viewer, _was_seen_by(viewer))
        if ended := db.exec(told.where(Clip.key == key, has_ended())).first():
            raise Gone(_in_words(db, ended[1]))
        raise NotFound("clip")
    return SeenClip(*found)


def taken_back(db: Session, viewer: Viewer, case: Case) -> list[tuple[CaseClip, str]]:
    """Where in a case this viewer would see a clip had it not been taken back, each with the words that say so."""
    question = _told_clips(viewer).where(col(CaseClip.case_id) == case.pk, has_ended()).order_by(col(CaseClip.position))
    return [(told, _in_words(db, recording)) for _, recording, told, _ in db.exec(question).all()]


def _in_words(db: Session, recording: Recording) -> str:
    tombstone = tombstone_of(db, recording)
    return TAKEN_BACK[tombstone.why] if tombstone else ""


def contributor_is_seen(db: Session, viewer: Viewer, contributor: Contributor) -> bool:
    """Whether a contributor tells something, before or after a decision, in a case this viewer may see, with a consent
    that lives."""
    told = (
        select(Clip.id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .join(CaseClip, col(CaseClip.clip_id) == Clip.id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .where(Recording.contributor_id == contributor.id, seen_by(viewer), consented(viewer))
    )
    return db.exec(told).first() is not None


def may_play(db: Session, viewer: Viewer, clip: Clip) -> bool:
    """Whether the film of a clip may go out to this viewer now."""
    try:
        return bool(playable_clip(db, viewer, clip.key))
    except (NotFound, Gone):
        return False


def edited_clip_for(db: Session, viewer: Viewer, key: str) -> tuple[Clip, Recording]:
    """The clip of a key whose words this viewer may edit, and its recording: for its author, and for all who make cases
    once it is told in one, while consent is live, or before any has been given, as words are often written first; and
    for a reviewer where a manuscript tells it that she reads, while consent is live. Raises NotFound."""
    return _clip_where(db, key, _edited(viewer))


def edited_keys(db: Session, viewer: Viewer, keys: Sequence[str]) -> frozenset[str]:
    """Which of these clips have words that this viewer may edit now."""
    return _keys_where(db, keys, _edited(viewer))


def _edited(viewer: Viewer) -> ColumnElement[bool]:
    if not viewer.makes_cases:
        return col(Recording.id).is_(None)
    edited = and_(_hers_or_told(viewer), or_(consented(viewer), never_asked()))
    # she has to be able to take out what she must not let pass
    return or_(edited, _read_in_a_manuscript(viewer)) if Role.reviewer in viewer.roles else edited


def words_for(db: Session, viewer: Viewer, key: str) -> SeenClip:
    """The clip of a key whose words this viewer may take away as a file. Raises NotFound, and NotAllowed where the
    contributor has not agreed to that."""
    seen = clip_for(db, viewer, key)
    if not allowed_keys(db, viewer, [key], Use.transcript):
        raise NotAllowed("Whoever speaks here has not agreed that the words may be taken away as a file.")
    return seen


def clips_of(db: Session, viewer: Viewer, case: Case) -> list[SeenClip]:
    """The clips of a case that this viewer may see now, in the case's order."""
    question = _seen_clips(viewer).where(col(CaseClip.case_id) == case.pk).order_by(col(CaseClip.position))
    return [SeenClip(*found) for found in db.exec(question).all()]


def clips_of_many(db: Session, viewer: Viewer, cases: Sequence[int]) -> dict[int, list[SeenClip]]:
    """The same of several cases, by their row numbers, in one question."""
    question = _seen_clips(viewer).where(col(CaseClip.case_id).in_(cases)).order_by(col(CaseClip.position))
    found: dict[int, list[SeenClip]] = {}
    for row in db.exec(question).all():
        seen = SeenClip(*row)
        found.setdefault(seen.in_case.case_id, []).append(seen)
    return found


def seen_among(db: Session, viewer: Viewer, keys: Sequence[str]) -> list[SeenClip]:
    """Those of the clips of these keys that this viewer may see now."""
    return [SeenClip(*found) for found in db.exec(_seen_clips(viewer).where(col(Clip.key).in_(keys))).all()]


def seen_keys(db: Session, viewer: Viewer) -> tuple[frozenset[str], frozenset[str]]:
    """Slugs of the cases and keys of the clips that this viewer may see now: what search looks through."""
    cases = db.exec(select(Case.slug).where(seen_by(viewer))).all()
    told = _seen_clips(viewer).where(~unsettled_recordings())  # the index may not have forgotten what was redacted
    clips = db.exec(told.with_only_columns(col(Clip.key))).scalars().all()
    return frozenset(cases), frozenset(clips)


def in_studio(viewer: Viewer) -> ColumnElement[bool]:
    """A recording that this author may work on: her own, one that nobody brought (the command line did), or one that
    is told in a case. Another author's recording is hers alone until it is told."""
    if Role.author not in viewer.roles or viewer.person is None:
        return col(Recording.id).is_(None)
    return _hers_or_told(viewer)


def _hers_or_told(viewer: Viewer) -> ColumnElement[bool]:
    mine = col(Recording.received_from_id) == (viewer.person.pk if viewer.person else None)
    return or_(mine, col(Recording.received_from_id).is_(None), _told_in_a_case())


def _told_in_a_case() -> ColumnElement[bool]:
    one_clip, told = aliased(Clip), aliased(CaseClip)
    joined = select(told.id).join(one_clip, col(one_clip.id) == told.clip_id)
    return joined.where(one_clip.recording_id == Recording.id).correlate(Recording).exists()


def _played_in_studio(viewer: Viewer) -> ColumnElement[bool]:
    """What an author may play there: what consent lets out, and her own recording before any consent was written
    down for it. She brought the file and has to see what it holds before she can ask what may be done with it; once
    a consent stands there, or the recording is told in a case, that consent decides for her as for everyone, so
    that one which is withdrawn or has ended closes the film to her too."""
    mine = col(Recording.received_from_id) == (viewer.person.pk if viewer.person else None)
    return and_(in_studio(viewer), or_(consented(viewer), and_(mine, never_asked(), ~_told_in_a_case())))


def recording_for(db: Session, viewer: Viewer, key: str) -> Recording:
    """The recording of a key, if this viewer may work on it in the studio. Raises NotFound."""
    if (found := db.exec(select(Recording).where(Recording.key == key, in_studio(viewer))).first()) is None:
        raise NotFound("recording")
    return found


def studio_clip_for(db: Session, viewer: Viewer, key: str) -> tuple[Clip, Recording]:
    """The clip of a key, if this viewer may work on it in the studio. Raises NotFound."""
    return _clip_where(db, key, in_studio(viewer))


def playable_keys(db: Session, viewer: Viewer, keys: Sequence[str]) -> frozenset[str]:
    """Which of these clips this author may play in the studio now."""
    return _keys_where(db, keys, _played_in_studio(viewer))


def read_keys(db: Session, viewer: Viewer, keys: Sequence[str]) -> frozenset[str]:
    """Which of these clips this viewer may play now because a manuscript tells them that she reads before others do."""
    return _keys_where(db, keys, _read_in_a_manuscript(viewer))


def _read_in_a_manuscript(viewer: Viewer) -> ColumnElement[bool]:
    if not viewer.makes_cases:
        return col(Recording.id).is_(None)
    told = literal('%"clip": "') + col(Clip.key) + literal('"%')  # as a row's JSON has it; a key holds no wildcard
    manuscript = select(Manuscript.id).where(manuscripts_seen(viewer), cast(Manuscript.words, String).like(told))
    return and_(consented(viewer), manuscript.correlate(Clip).exists())


def playable_clip(db: Session, viewer: Viewer, key: str) -> Clip:
    """The clip whose film, stills and captions this viewer may be sent now: one she may see in a case, or one she may
    play in the studio, or read in a manuscript. Raises NotFound."""
    try:
        return clip_for(db, viewer, key).clip
    except NotFound:
        if playable_keys(db, viewer, [key]):
            return studio_clip_for(db, viewer, key)[0]
        return _clip_where(db, key, _read_in_a_manuscript(viewer))[0]


def allowed_keys(db: Session, viewer: Viewer, keys: Sequence[str], use: Use) -> frozenset[str]:
    """Those of these clips of which this use is allowed to this viewer, wherever they are told."""
    return _keys_where(db, keys, consented(viewer, use))


def pictured_clip(db: Session, viewer: Viewer, key: str) -> Clip:
    """The clip whose still and small pictures this viewer may be sent now: one she may play, whose speaker agreed to
    stills; or her own in the studio, before anybody was asked. Raises NotFound, and Gone."""
    clip = playable_clip(db, viewer, key)
    if not pictured_keys(db, viewer, [key]):
        raise NotFound("clip")
    return clip


def pictured_keys(db: Session, viewer: Viewer, keys: Sequence[str]) -> frozenset[str]:
    """Those of these clips whose pictures may be shown wherever this viewer sees the clip."""
    return _keys_where(db, keys, or_(consented(viewer, Use.stills), never_asked()))


def _clip_where(db: Session, key: str, may: ColumnElement[bool]) -> tuple[Clip, Recording]:
    question = select(Clip, Recording).join(Recording, col(Recording.id) == Clip.recording_id)
    if (found := db.exec(question.where(Clip.key == key, may)).first()) is None:
        raise NotFound("clip")
    return found[0], found[1]


def _keys_where(db: Session, keys: Sequence[str], may: ColumnElement[bool]) -> frozenset[str]:
    question = select(Clip.key).join(Recording, col(Recording.id) == Clip.recording_id)
    return frozenset(db.exec(question.where(col(Clip.key).in_(keys), may)).all())
