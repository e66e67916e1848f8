"""Reading a text of `content/`: front matter with the line of every value, Markdown sections, times."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Place = tuple[str | int, ...]


@dataclass
class Complaints:
    """What is wrong with the content, each with file, line and what is expected."""

    root: Path
    lines: list[str] = field(default_factory=list)

    def add(self, path: Path, line: int, expected: str) -> None:
        """Note one complaint."""
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        self.lines.append(f"{shown}:{line}: {expected}")


@dataclass
class Text:
    """One file: its values, where each stands, and the Markdown below them."""

    path: Path
    values: dict[str, Any]
    lines: dict[Place, int]
    body: str = ""
    body_line: int = 1

    def line_of(self, place: Place) -> int:
        """The line of a value, or of the nearest thing that holds it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(path: Path, complaints: Complaints) -> Text | None:
    """Read a YAML table; None after a complaint."""
    source = _read(path, complaints)
    return None if source is None else _parse(path, source, 0, complaints)


def read_markdown(path: Path, complaints: Complaints) -> Text | None:
    """Read Markdown with front matter between two lines of `---`; None after a complaint."""
    source = _read(path, complaints)
    if source is None:
        return None
    parts = re.match(r"---\r?\n(.*?\n)---[ \t]*\r?\n?", source, re.DOTALL)
    if not parts:
        complaints.add(path, 1, "front matter is expected between two lines of ---")
        return None
    text = _parse(path, parts[1], 1, complaints)
    if text:
        below = source[parts.end() :]
        text.body = below.strip("\n")
        blank = len(below) - len(below.lstrip("\n"))
        text.body_line = source[: parts.end() + blank].count("\n") + 1
    return text


def _read(path: Path, complaints: Complaints) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        complaints.add(path, 1, "this file is expected and is not there")
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        complaints.add(path, line, "UTF-8 text is expected")
    return None


def _parse(path: Path, source: str, above: int, complaints: Complaints) -> Text | None:
    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader)
        values = yaml.safe_load(source)
    except yaml.MarkedYAMLError as wrong:
        line = (wrong.problem_mark.line if wrong.problem_mark else 0) + 1 + above
        complaints.add(path, line, f"this YAML cannot be read: {wrong.problem}. Text with a colon needs quotes.")
        return None
    if not isinstance(values, dict) or not isinstance(node, yaml.MappingNode):
        complaints.add(path, 1 + above, "names with values are expected, such as `title: The quiet lie`")
        return None
    lines: dict[Place, int] = {}
    _walk(node, (), above, lines)
    return Text(path, values, lines)


def _walk(node: yaml.Node, place: Place, above: int, lines: dict[Place, int]) -> None:
    lines[place] = node.start_mark.line + 1 + above
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            _walk(value, (*place, str(name.value)), above, lines)
            lines[(*place, str(name.value))] = name.start_mark.line + 1 + above
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _walk(value, (*place, number), above, lines)


def sections(text: Text) -> dict[str, tuple[str, int]]:
    """The `## ` sections of the Markdown: heading -> (what stands below it, its line)."""
    found: dict[str, tuple[str, int]] = {}
    heading, start, kept = "", text.body_line, list[str]()
    for number, line in enumerate([*text.body.split("\n"), "## "], start=text.body_line):
        if re.match(r"## ", line):
            if heading:
                found[heading] = ("\n".join(kept).strip(), start)
            heading, start, kept = line[3:].strip(), number, []
        else:
            kept.append(line)
    return found


def milliseconds(time: str) -> int:
    """`1:02.5` or `0:01:02.5` in milliseconds. Raises ValueError, saying what is expected."""
    parts = re.fullmatch(r"(?:(\d+):)?([0-5]?\d):([0-5]\d(?:\.\d{1,3})?)", time.strip())
    if not parts:
        raise ValueError(f"{time!r} is not a time; one looks like 1:02.5")
    hours, minutes, seconds = parts.groups()
    return round((int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def as_clock(ms: int) -> str:
    """A time as content writes it, so that `milliseconds` reads the same again: 62500 -> 1:02.5."""
    minutes, left = divmod(ms, 60_000)
    seconds = f"{left / 1000:06.3f}".rstrip("0").rstrip(".")
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds}" if hours else f"{minutes}:{seconds}"


def word_count(text: str) -> int:
    """Words as a reader counts them."""
    return len(re.findall(r"[\w’'-]+", text))
