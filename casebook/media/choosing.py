"""Choosing which of a recording's sound tracks is heard."""

from sqlmodel import Session, select

from ..errors import WrongInput
from .captioning import forget_draft
from .clip import Clip, ClipState, Recording
from .judging import sound_tracks
from .marking import begin_again


def choose_sound_track(db: Session, recording: Recording, number: int) -> bool:
    """Let another sound track of a recording be heard: each of its clips is made anew, and what a program wrote down of
    the old one is forgotten. Answers whether that is another one. Raises WrongInput where the recording has no such
    track."""
    tracks = sound_tracks(recording.facts, recording.sound_track)
    if number not in {one.number for one in tracks}:
        raise WrongInput("Choose one of the sound tracks of this recording.")
    if any(one.heard and one.number == number for one in tracks):
        return False
    recording.sound_track = number
    db.add(recording)
    cut = select(Clip).where(Clip.recording_id == recording.pk, Clip.state != ClipState.replaced)
    for clip in db.exec(cut).all():
        begin_again(db, clip)
        forget_draft(db, clip)
    return True
