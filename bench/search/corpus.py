"""A library to search: cues cut from real English, the prose in the docstrings of Python and its installed packages.

Prose is Zipfian by nature. Paragraphs are drawn with a seed; at ten times the size most are drawn more than once.
"""

import random
import re
import sysconfig
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy
from sqlalchemy import Engine
from sqlmodel import Session, insert

import casebook.rows  # noqa: F401 - every table
from casebook.cases.case import Case, CaseClip, CaseTheme
from casebook.cases.publication import Publication
from casebook.cases.theme import Theme
from casebook.db import row
from casebook.db.engine import open_engine, writing
from casebook.media.clip import Clip, Medium, Recording
from casebook.media.consent import Consent, Use
from casebook.media.transcript import Cue, Transcript
from casebook.people.contributor import Contributor
from casebook.people.person import Person

CLIPS = 2_000
CUES = 60
_THEMES = 24
_CONTRIBUTORS = 200
_CUE_WORDS = (6, 12)
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_ALL = {use.value: True for use in Use}  # she agreed to everything
_DOCSTRING = re.compile(r'"""(.*?)"""', re.S)
_PLAIN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*[.,;:!?]?")


def paragraphs() -> list[list[str]]:
    """The prose that is installed here: paragraphs as words, each of a dozen words at least and nearly all English."""
    found: dict[str, list[str]] = {}
    stdlib, packages = Path(sysconfig.get_path("stdlib")), Path(sqlalchemy.__file__).parents[1]
    for root in (stdlib, packages):
        for path in sorted(root.rglob("*.py")):
            if root == stdlib and "site-packages" in path.parts:
                continue
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            for docstring in _DOCSTRING.findall(text):
                for paragraph in re.split(r"\n\s*\n", docstring):
                    words = paragraph.split()
                    if len(words) >= 12 and sum(bool(_PLAIN.fullmatch(word)) for word in words) >= 0.85 * len(words):
                        found.setdefault(" ".join(words), words)
    return list(found.values())


def clips_of_cues(number: int) -> Iterator[list[str]]:
    """So many clips, each as its cues."""
    prose, chance = paragraphs(), random.Random(5)
    for _ in range(number):
        words: list[str] = []
        while len(words) < CUES * _CUE_WORDS[1]:
            words += chance.choice(prose)
        cues, at = [], 0
        for _ in range(CUES):
            length = chance.randint(*_CUE_WORDS)
            cues.append(" ".join(words[at : at + length]))
            at += length
        yield cues


def library(folder: Path, *, times: int = 1) -> Engine:
    """A database with so many times 2,000 clips."""
    engine = open_engine(f"sqlite:///{folder / 'casebook.db'}")
    row.metadata.create_all(engine.execution_options(writing=True))
    fill(engine, clips=CLIPS * times)
    return engine


def fill(engine: Engine, *, clips: int) -> None:
    """Put so many clips into a database, in half as many published cases: one told before, one after."""
    chance, text = random.Random(7), clips_of_cues(clips)
    with writing(engine) as db:
        people, themes, speakers = _few(db, next(clips_of_cues(1)))
        for number in range(clips // 2):
            before, after = next(text), next(text)
            case = Case(
                slug=f"case-{number}",
                title=" ".join(before[7].split()[:6]),
                dilemma=f"{before[11]} {after[13]}.",
                story=". ".join(before[20:24]),
                setting="ward",
                jurisdiction="England",
                level="foundation",
            )
            db.add(case)
            db.flush()
            db.add(CaseTheme(case_id=case.pk, theme_id=chance.choice(themes).pk, position=0))
            db.add(Publication(case_id=case.pk, person_id=people.pk, confidentiality_seen_by_id=people.pk, version=1))
            for told, cues in enumerate((before, after)):
                _clip(db, case, f"clip-{number}-{told}", cues, chance.choice(speakers), after=bool(told))
            if number % 200 == 199:
                db.expunge_all()


def _few(db: Session, cues: list[str]) -> tuple[Person, list[Theme], list[Contributor]]:
    person = Person(name="Ada", email="ada@example.org")
    themes = [
        Theme(slug=f"theme-{number}", title=cues[number][:40], line="…", position=number, synthesis="", words=[])
        for number in range(_THEMES)
    ]
    speakers = [
        Contributor(slug=f"speaker-{number}", name=f"Speaker {number}", role="GP", stage="gp", setting="practice")
        for number in range(_CONTRIBUTORS)
    ]
    db.add_all([person, *themes, *speakers])
    db.flush()
    return person, themes, speakers


def _clip(db: Session, case: Case, key: str, cues: list[str], speaker: Contributor, *, after: bool) -> None:
    recording = Recording(
        title=key, medium=Medium.sound, contributor_id=speaker.pk, original=f"{key}.opus", bytes=1, sha256="0"
    )
    db.add(recording)
    db.flush()
    clip = Clip(key=key, recording_id=recording.pk, title=cues[0])
    db.add_all([clip, Consent(recording_id=recording.pk, evidence="invented", starts_at=_LONG_AGO, **_ALL)])
    db.flush()
    transcript = Transcript(clip_id=clip.pk, read_by="Vera")
    db.add_all([transcript, CaseClip(case_id=case.pk, clip_id=clip.pk, name=key, after=after, position=int(after))])
    db.flush()
    lines = [
        {"transcript_id": transcript.pk, "start_ms": number * 4000, "end_ms": number * 4000 + 3900, "text": text}
        for number, text in enumerate(cues)
    ]
    db.exec(insert(Cue).values(created_at=_LONG_AGO, speaker="", seen=False), params=lines)
