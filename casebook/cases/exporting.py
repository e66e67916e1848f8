"""Exporting: the library as a content folder that importing reads again unchanged. Only what consent lets out leaves;
what stays is said."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session, col, select

from ..errors import AlreadyDone
from ..media.storage import Storage
from ..people.contributor import Contributor
from .case import Case
from .content_reading import MOMENT_LINK, ReadCase
from .content_text import milliseconds
from .content_writing import (
    case_text,
    contributor_text,
    end_of,
    file_of,
    framework_file,
    licences_text,
    stills_of,
    table,
    theme_text,
    transcript_text,
)
from .guidance import Guidance, ThemeGuidance
from .theme import Capability, Continuum, HealthDimension, SynonymGroup, Theme
from .told import ToldCase, told_case


@dataclass
class Written:
    """What an export writes: texts by their place, and files of storage by theirs; and what it leaves out."""

    texts: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def written_library(db: Session) -> Written:
    """All of the library that may leave it, as a content folder."""
    written = Written()
    cases = []
    for case in db.exec(select(Case).order_by(col(Case.slug))).all():
        told = told_case(db, case)
        written.left_out += told.left_out
        if told.recordings:
            cases.append(told)
        else:
            written.left_out.append(f"{case.slug}: the case stays, as nothing that is told in it may leave")
    for told in cases:
        write_case(written, told, media=True)
    _write_people(db, written, cases, invented=True)
    _write_vocabulary(db, written)
    _write_themes(db, written, cases)
    written.texts["LICENCES.txt"] = licences_text(cases)
    return written


def written_words(db: Session, case: Case) -> Written:
    """The words of one case for its author: no film, sound or still, as an original is opened by nobody."""
    written, told = Written(), told_case(db, case)
    written.left_out += told.left_out
    write_case(written, told, media=False)
    _write_people(db, written, [told], invented=False)
    written.texts["guidance.yaml"] = _guidance(db, told.guidance)
    written.texts["LICENCES.txt"] = licences_text([told])
    return written


def write_case(written: Written, told: ToldCase, *, media: bool) -> None:
    """Add the folder of a case to what is written."""
    folder = f"cases/{told.case.slug}"
    written.texts[f"{folder}/case.md"] = case_text(told)
    for one in told.recordings:
        written.texts[f"{folder}/{one.key}.vtt"] = transcript_text(one)
        if media:
            written.files[f"{folder}/{file_of(one)}"] = one.recording.original
            written.files |= {f"{folder}/{name}": path for name, path in stills_of(one)}
    if media and told.case.cover:
        written.files[f"{folder}/stills/cover.jpg"] = told.case.cover


def lay_down(written: Written, folder: Path, storage: Storage, *, say: Callable[[int, int], None]) -> None:
    """Write all of it into a new folder, saying how many files of how many are there. Raises AlreadyDone where there
    is something in it."""
    if folder.exists() and any(folder.iterdir()):
        raise AlreadyDone(f"There is something in {folder} already; choose a new folder.")
    every = len(written.texts) + len(written.files)
    for number, (place, text) in enumerate(written.texts.items(), start=1):
        _room(folder, place).write_text(text, encoding="utf-8", newline="\n")
        say(number, every)
    for number, (place, kept) in enumerate(written.files.items(), start=len(written.texts) + 1):
        storage.fetch(kept, _room(folder, place))
        say(number, every)


def as_it_is_written(db: Session, case: Case, read: ReadCase, sha256: Callable[[Path], str]) -> bool:
    """Whether what was read of a case is what an export of it writes, so that there is nothing to bring."""
    written, told = Written(), told_case(db, case)
    write_case(written, told, media=False)
    texts = {path.rsplit("/", 1)[1]: text for path, text in written.texts.items()}
    if any(not (read.folder / name).is_file() for name in texts):
        return False
    if any((read.folder / name).read_bytes() != text.encode() for name, text in texts.items()):
        return False
    cover = sha256(read.folder / read.shape.cover)[:12] if read.shape.cover else ""
    return cover in case.cover and all(
        sha256(read.folder / file_of(one)) == one.recording.sha256 for one in told.recordings
    )


def _room(folder: Path, place: str) -> Path:
    target = folder / place
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _write_people(db: Session, written: Written, cases: Sequence[ToldCase], *, invented: bool) -> None:
    """Who speaks in what leaves, and, if so wished, whoever is invented; nobody else's name leaves."""
    speak = {one.contributor.slug for told in cases for one in told.recordings}
    for contributor in db.exec(select(Contributor).order_by(col(Contributor.slug))).all():
        if contributor.slug in speak or (invented and contributor.invented):
            written.texts[f"contributors/{contributor.slug}.md"] = contributor_text(contributor)


def _write_vocabulary(db: Session, written: Written) -> None:
    continua = db.exec(select(Continuum).order_by(col(Continuum.number))).all()
    named = ("slug", "number", "pole1", "mean", "pole2")
    rows = [{name: getattr(one, name) for name in named} for one in continua]
    attribution = continua[0].attribution if continua else ""
    written.texts["continua.yaml"] = table({"attribution": attribution, "continua": rows})
    written.texts["guidance.yaml"] = _guidance(db)
    frameworks: dict[tuple[str, str], list[dict[str, str]]] = {}
    for item in db.exec(select(Capability).order_by(col(Capability.id))).all():
        frameworks.setdefault((item.framework, item.version), []).append({"code": item.code, "title": item.title})
    for (framework, version), items in frameworks.items():
        text = table({"framework": framework, "version": version, "items": items})
        written.texts[framework_file(framework, version)] = text
    groups = db.exec(select(SynonymGroup).order_by(col(SynonymGroup.position))).all()
    kinds = ("term", "names", "leads", "as_written")
    words = [{kind: getattr(one, kind) for kind in kinds if getattr(one, kind)} for one in groups]
    if words:
        written.texts["synonyms.yaml"] = table({"synonyms": words})
    asked = db.exec(select(HealthDimension).order_by(col(HealthDimension.position))).all()
    parts = ("slug", "title", "line", "statements", "guidance", "themes")
    if asked:
        rows = [{part: getattr(one, part) for part in parts} for one in asked]
        written.texts["health_check.yaml"] = table({"health_check": rows})


def _guidance(db: Session, keys: Sequence[str] | None = None) -> str:
    rows = []
    for one in db.exec(select(Guidance).order_by(col(Guidance.id))).all():
        if keys is not None and one.key not in keys:
            continue
        values = {
            "key": one.key, "issuer": one.issuer, "title": one.title, "year": one.year,
            "paragraph": one.paragraph or None, "jurisdiction": one.jurisdiction, "url": one.url or None,
            "checked": one.checked_on, "checked_by": one.checked_by, "settles": one.settles,
            "leaves_open": one.leaves_open,
        }  # fmt: skip
        rows.append(values)
    return table({"guidance": rows})


def _write_themes(db: Session, written: Written, cases: Sequence[ToldCase]) -> None:
    for theme in db.exec(select(Theme).order_by(col(Theme.slug))).all():
        named = select(Guidance.key).join(ThemeGuidance, col(ThemeGuidance.guidance_id) == Guidance.id)
        named = named.where(ThemeGuidance.theme_id == theme.pk).order_by(col(ThemeGuidance.position))
        paragraphs = re.split(r"\n\s*\n", theme.synthesis.strip())
        # a claim whose moment stays, stays with it
        kept = [one for one in paragraphs if all(_leaves(link, cases) for link in MOMENT_LINK.finditer(one))]
        if len(kept) < len(paragraphs):
            left = len(paragraphs) - len(kept)
            written.left_out.append(f"theme {theme.slug}: {left} of {len(paragraphs)} paragraphs, with their moments")
        synthesis = theme.synthesis if len(kept) == len(paragraphs) else "\n\n".join(kept)
        written.texts[f"themes/{theme.slug}.md"] = theme_text(theme, list(db.exec(named).all()), synthesis)


def _leaves(link: re.Match[str], cases: Sequence[ToldCase]) -> bool:
    at = milliseconds(link[3])
    return any(
        clip.in_ms <= at < end_of(clip)
        for told in cases
        if told.case.slug == link[1]
        for one in told.recordings
        if one.key == link[2]
        for clip, _ in one.clips
    )
