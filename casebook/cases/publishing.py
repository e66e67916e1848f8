"""Publishing: a person opens a case to its audience, after a second person has read it for confidentiality."""

from sqlmodel import Session, col, select

from ..clock import now
from ..db import changes
from ..errors import AlreadyDone, NotAllowed, NotReady
from ..media.clip import Clip, ClipState, Recording
from ..media.consenting import live_consent
from ..media.transcript import Transcript
from ..people.person import Person, Role
from ..people.queries import roles_of
from .case import Case, CaseClip
from .confidentiality import Rule, check_reader, marks_left, words_of
from .publication import ConfidentialityReview, Publication


def review_confidentiality(db: Session, case: Case, *, by: Person, rule: Rule = "two") -> ConfidentialityReview:
    """Say that `by` has read this version, and all that is said in its clips, for anything that could identify a
    patient. Where one person may publish (`rule`, from the settings), an author may say so herself. Raises NotAllowed,
    and NotReady while marked words have not been looked at."""
    check_reader(db, case, by=by, rule=rule)
    if waiting := marks_left(db, case, rule=rule):
        raise NotReady(case.title, [waiting])
    review = ConfidentialityReview(case_id=case.pk, version=case.version, words=words_of(db, case), person_id=by.pk)
    db.add(review)
    db.flush()
    return review


def publish(db: Session, case: Case, *, by: Person, rule: Rule = "two") -> Publication:
    """Open a case to its audience: by an author, after a second person has said yes to this version; or by her alone
    where the settings let one person publish. Raises NotReady with every reason at once, AlreadyDone, NotAllowed."""
    if Role.author not in roles_of(db, by):
        raise NotAllowed("Only an author can publish a case.")
    if open_publication(db, case):
        raise AlreadyDone(f"{case.title} is published already.")
    review = confidentiality_review(db, case, but=by if rule == "two" else None)
    if (reasons := reasons_not_ready(db, case, by=by, rule=rule)) or review is None:
        raise NotReady(case.title, reasons)
    publication = Publication(
        case_id=case.pk, person_id=by.pk, confidentiality_seen_by_id=review.person_id, version=case.version
    )
    db.add(publication)
    changes.note(db, "case", case.slug)
    return publication


def reasons_not_ready(db: Session, case: Case, *, by: Person | None = None, rule: Rule = "two") -> list[str]:
    """Everything that stands between a case and its publication `by` this author, in words for her."""
    reasons = []
    rows = db.exec(
        select(CaseClip, Clip, Transcript)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .outerjoin(Transcript, col(Transcript.clip_id) == Clip.id)
        .where(CaseClip.case_id == case.pk)
    ).all()
    for in_case, clip, transcript in rows:
        if live_consent(db, clip.recording_id) is None:
            reasons.append(f"The clip {in_case.name} has no live consent.")
        if transcript is None or not transcript.reviewed:
            reasons.append(f"Nobody has read the transcript of {in_case.name} against the sound.")
        if clip.state in (ClipState.refused, ClipState.quarantined):
            reasons.append(f"The clip {in_case.name} could not be made: {clip.reason}")
    if not any(not in_case.after for in_case, _, _ in rows):
        reasons.append("There is no clip before the decision point.")
    if waiting := marks_left(db, case, rule=rule):
        reasons.append(waiting)
    if confidentiality_review(db, case, but=by if rule == "two" else None) is None:
        who = "A second person has" if rule == "two" else "You have"
        reasons.append(f"{who} not yet read this version for confidentiality.")
    return reasons


def confidentiality_review(db: Session, case: Case, *, but: Person | None = None) -> ConfidentialityReview | None:
    """The review of this very version and of the very words that are said in it, if somebody has done it, other than
    `but`."""
    done = select(ConfidentialityReview).where(
        ConfidentialityReview.case_id == case.pk,
        ConfidentialityReview.version == case.version,
        ConfidentialityReview.words == words_of(db, case),
    )
    if but is not None:
        done = done.where(ConfidentialityReview.person_id != but.pk)
    return db.exec(done).first()


def close_until_read(db: Session, recording: Recording) -> list[Case]:
    """Close the cases in which a recording is told, as more may be heard or seen of it now than a second person said
    yes to; answers those that were open. A new version is read and published, as ever."""
    told = (
        select(CaseClip.case_id).join(Clip, col(Clip.id) == CaseClip.clip_id).where(Clip.recording_id == recording.pk)
    )
    closed = []
    for case in db.exec(select(Case).where(col(Case.id).in_(told))).all():
        if (publication := open_publication(db, case)) is not None:
            publication.ended_at = now()
            db.add(publication)
            changes.note(db, "case", case.slug)
            closed.append(case)
    return closed


def open_publication(db: Session, case: Case) -> Publication | None:
    """The publication that keeps the case open, if there is one."""
    return db.exec(
        select(Publication).where(Publication.case_id == case.pk, col(Publication.ended_at).is_(None))
    ).first()
