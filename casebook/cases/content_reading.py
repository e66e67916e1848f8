"""Reading all of `content/` and checking it as a whole; nothing is changed here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from ..errors import CaptionsUnreadable, ContentWrong
from ..media.webvtt import SpokenCue, parse_captions
from .content_shape import (
    GUIDE_PARTS,
    CaseShape,
    ContinuaShape,
    ContributorShape,
    FrameworkShape,
    GuidanceTable,
    HealthTable,
    RecordingShape,
    Shape,
    SynonymTable,
    ThemeShape,
    in_words,
)
from .content_text import Complaints, Place, Text, milliseconds, read_markdown, read_yaml, sections

S = TypeVar("S", bound=Shape)
MOMENT_LINK = re.compile(r"\(moment:([a-z0-9-]+)/([a-z0-9-]+)@([0-9:.]+)(?:\s+\"[^\"]*\")?\)")


@dataclass
class ReadCase:
    """A case as it stands in `content/`."""

    slug: str
    text: Text
    shape: CaseShape
    story: str
    guide: str
    cues: dict[str, list[SpokenCue]]  # recording key -> cues of the whole recording

    @property
    def folder(self) -> Path:
        return self.text.path.parent


@dataclass
class Content:
    """All of `content/`, read and checked."""

    themes: dict[str, tuple[ThemeShape, str]] = field(default_factory=dict)
    contributors: dict[str, tuple[ContributorShape, str]] = field(default_factory=dict)
    cases: dict[str, ReadCase] = field(default_factory=dict)
    continua: ContinuaShape | None = None
    guidance: GuidanceTable | None = None
    synonyms: SynonymTable | None = None  # None: there is no such file
    health: HealthTable | None = None  # None: there is no such file
    frameworks: list[FrameworkShape] = field(default_factory=list)
    told: bool = True  # False: its cases stay, and with them what its themes say was told in them


def read_content(root: Path) -> Content:
    """Read a content folder. Raises ContentWrong with every complaint at once."""
    complaints = Complaints(root)
    content = Content()
    if not (root / "themes").is_dir():
        raise ContentWrong([f"{root}:1: a content folder with `themes/` and `cases/` is expected"])
    content.continua = _shape(ContinuaShape, read_yaml(root / "continua.yaml", complaints), complaints)
    content.guidance = _shape(GuidanceTable, read_yaml(root / "guidance.yaml", complaints), complaints)
    for path in sorted((root / "capabilities").glob("*.yaml")):
        if framework := _shape(FrameworkShape, read_yaml(path, complaints), complaints):
            content.frameworks.append(framework)
    if (root / "synonyms.yaml").is_file():
        content.synonyms = _read_synonyms(root / "synonyms.yaml", complaints)
    theme_texts = {}
    for path in sorted((root / "themes").glob("*.md")):
        theme_text = read_markdown(path, complaints)
        if theme_text and (theme := _shape(ThemeShape, theme_text, complaints)):
            content.themes[path.stem] = (theme, theme_text.body)
            theme_texts[path.stem] = theme_text
    for path in sorted((root / "contributors").glob("*.md")):
        text = read_markdown(path, complaints)
        if text and (contributor := _shape(ContributorShape, text, complaints)):
            content.contributors[path.stem] = (contributor, text.body)
    for path in sorted((root / "cases").glob("*/case.md")):
        if case := _read_case(path, content, complaints):
            content.cases[case.slug] = case
    if (root / "health_check.yaml").is_file():
        content.health = _read_health(root / "health_check.yaml", content, complaints)
    for slug, text in theme_texts.items():
        _check_theme(slug, text, content, complaints)
    if complaints.lines:
        raise ContentWrong(complaints.lines)
    return content


def without_cases(content: Content) -> Content:
    """The vocabulary alone, to begin a library of one's own: no case, nobody who speaks, nothing of what was told."""
    return replace(content, cases={}, contributors={}, told=False)


def _shape(kind: type[S], text: Text | None, complaints: Complaints) -> S | None:
    if text is None:
        return None
    try:
        return kind.model_validate(text.values)
    except ValidationError as wrong:
        for problem in wrong.errors():
            complaints.add(text.path, text.line_of(problem["loc"]), in_words(dict(problem)))
    return None


def _read_synonyms(path: Path, complaints: Complaints) -> SynonymTable | None:
    text = read_yaml(path, complaints)
    table = _shape(SynonymTable, text, complaints)
    if text is None or table is None:
        return table
    known: dict[str, str] = {}  # a name as it is compared -> the term it belongs to
    for number, group in enumerate(table.synonyms):
        place: Place = ("synonyms", number)
        named = [((*place, "term"), group.term)]
        for kind in ("names", "leads", "as_written"):
            named += [((*place, kind, at), name) for at, name in enumerate(getattr(group, kind))]
        for where, name in named:
            plain = " ".join(re.findall(r"[^\W_]+", name.casefold()))
            if not plain:
                complaints.add(path, text.line_of(where), f"a name with letters in it is expected, not {name!r}")
            elif plain in known:
                complaints.add(path, text.line_of(where), f"{name!r} is a name of {known[plain]!r} already")
            known.setdefault(plain, group.term)
        for at, name in enumerate(group.as_written):
            if name == name.casefold():
                expected = f"{name!r} is expected with its capitals; one without belongs in `leads`"
                complaints.add(path, text.line_of((*place, "as_written", at)), expected)
    return table


def _read_health(path: Path, content: Content, complaints: Complaints) -> HealthTable | None:
    text = read_yaml(path, complaints)
    table = _shape(HealthTable, text, complaints)
    if text is None or table is None:
        return table
    guidance = {one.key for one in content.guidance.guidance} if content.guidance else set()
    asked: set[str] = set()
    for number, dimension in enumerate(table.health_check):
        for key in [dimension.slug, *(one.key for one in dimension.statements)]:
            if key in asked:
                complaints.add(path, text.line_of(("health_check", number)), f"{key!r} is used already")
            asked.add(key)
        for at, key in enumerate(dimension.guidance):
            if key not in guidance:
                where: Place = ("health_check", number, "guidance", at)
                complaints.add(path, text.line_of(where), f"there is no guidance {key!r} in guidance.yaml")
        for at, slug in enumerate(dimension.themes):
            if slug not in content.themes:
                where = ("health_check", number, "themes", at)
                complaints.add(path, text.line_of(where), f"there is no theme {slug!r} in themes/")
    return table


def _read_case(path: Path, content: Content, complaints: Complaints) -> ReadCase | None:
    text = read_markdown(path, complaints)
    shape = _shape(CaseShape, text, complaints)
    if text is None or shape is None:
        return None
    found = sections(text)
    for heading in ("Story", "Educator's guide"):
        if not found.get(heading, ("", 0))[0]:
            complaints.add(path, text.body_line, f"a section `## {heading}` is expected")
    guide, guide_line = found.get("Educator's guide", ("", 1))
    for part in GUIDE_PARTS:
        if not re.search(rf"^### {re.escape(part)}\s*$", guide, re.MULTILINE):
            complaints.add(path, guide_line, f"the educator's guide has a part `### {part}`")
    case = ReadCase(path.parent.name, text, shape, found.get("Story", ("", 0))[0], guide, {})
    for place, expected in _wrong_names(case, content):
        complaints.add(path, text.line_of(place), expected)
    for number, recording in enumerate(shape.recordings):
        _check_recording(case, number, recording, complaints)
    return case


def _wrong_names(case: ReadCase, content: Content) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Names that the case uses and nobody has defined."""
    shape = case.shape
    continua = {one.slug for one in content.continua.continua} if content.continua else set()
    guidance = {one.key for one in content.guidance.guidance} if content.guidance else set()
    options = [option.key for option in shape.decision.options]
    for number, theme in enumerate(shape.themes):
        if theme not in content.themes:
            yield ("themes", number), f"there is no theme {theme!r} in themes/"
    for number, key in enumerate(shape.guidance):
        if key not in guidance:
            yield ("guidance", number), f"there is no guidance {key!r} in guidance.yaml"
    for number, slug in enumerate(shape.decision.continua):
        if slug not in continua:
            yield ("decision", "continua", number), f"there is no continuum {slug!r} in continua.yaml"
    if len(set(options)) != len(options):
        yield ("decision", "options"), "each option has a key of its own"
    clips = [clip.key for recording in shape.recordings for clip in recording.clips]
    if len(set(clips)) != len(clips):
        yield ("recordings",), "each clip has a key of its own"
    for r, recording in enumerate(shape.recordings):
        if recording.contributor not in content.contributors:
            expected = f"there is no contributor {recording.contributor!r} in contributors/"
            yield ("recordings", r, "contributor"), expected
        for c, clip in enumerate(recording.clips):
            if clip.chose and clip.chose not in options:
                yield ("recordings", r, "clips", c, "chose"), f"{clip.chose!r} is not the key of an option"
            for t, one in enumerate(clip.themes):
                if one.theme not in content.themes:
                    yield ("recordings", r, "clips", c, "themes", t), f"there is no theme {one.theme!r} in themes/"
            for slug in clip.positions:
                if slug not in shape.decision.continua:
                    yield ("recordings", r, "clips", c, "positions"), f"{slug!r} is not among the case's continua"
    for number, note in enumerate(shape.content_notes):
        if note.recording and note.recording not in {recording.key for recording in shape.recordings}:
            yield ("content_notes", number), f"{note.recording!r} is not the key of a recording"


def _check_recording(case: ReadCase, number: int, recording: RecordingShape, complaints: Complaints) -> None:
    place: Place = ("recordings", number)
    path, line_of = case.text.path, case.text.line_of
    files: list[tuple[Place, str]] = [
        ((*place, "file"), recording.file),
        ((*place, "transcript"), recording.transcript),
    ]
    files += [((*place, "stills", s), still.file) for s, still in enumerate(recording.stills)]
    for where, name in [*files, (("cover",), case.shape.cover)] if case.shape.cover else files:
        target = (case.folder / name).resolve()
        if not target.is_relative_to(case.folder.resolve()) or not target.is_file():
            complaints.add(path, line_of(where), f"the file {name} is expected in {case.folder.name}/")
            return
    transcript = case.folder / recording.transcript
    try:
        cues = parse_captions(transcript.read_bytes())
    except CaptionsUnreadable as wrong:
        complaints.add(transcript, getattr(wrong, "line", None) or 1, str(wrong))
        return
    case.cues[recording.key] = cues
    for c, clip in enumerate(recording.clips):
        crossing = [
            cue for cue in cues for edge in (clip.from_, clip.to) if cue.start_ms < edge - 50 and cue.end_ms > edge + 50
        ]
        if crossing:
            expected = f"no cue crosses a clip's start or end, but “{crossing[0].text}” does"
            complaints.add(path, line_of((*place, "clips", c)), expected)
        if not any(clip.from_ <= cue.start_ms < clip.to for cue in cues):
            complaints.add(path, line_of((*place, "clips", c)), f"the transcript has no words in the clip {clip.key}")


def _check_theme(slug: str, text: Text, content: Content, complaints: Complaints) -> None:
    theme, body = content.themes[slug]
    known = {one.key for one in content.guidance.guidance} if content.guidance else set()
    for number, key in enumerate(theme.guidance):
        if key not in known:
            complaints.add(
                text.path, text.line_of(("guidance", number)), f"there is no guidance {key!r} in guidance.yaml"
            )
    for link in MOMENT_LINK.finditer(body):
        line = text.body_line + body[: link.start()].count("\n")
        case = content.cases.get(link[1])
        if case is None and (complaints.root / "cases" / link[1] / "case.md").exists():
            continue  # the case itself has been complained of
        recordings = case.shape.recordings if case else []
        told = next((recording for recording in recordings if recording.key == link[2]), None)
        try:
            at = milliseconds(link[3])
        except ValueError as wrong:
            complaints.add(text.path, line, str(wrong))
            continue
        if told is None or not any(clip.from_ <= at < clip.to for clip in told.clips):
            complaints.add(text.path, line, f"there is no moment {link[1]}/{link[2]}@{link[3]}")
