"""Put the true times into case.md and the themes. Run it as often as you like.

    python set_times.py           # says what it changed
    python set_times.py --check   # changes nothing; fails if something is off

Clips take their cuts and ends from times.json (encode.py writes it). Stills and
content notes are tied to words, below. A link in a theme,
[…](moment:case/recording@m:ss "words"), goes to the caption that says its words.
"""

import argparse
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONTENT = HERE.parent

# a still comes up when these words are said, or with a clip
STILLS = {
    "the-quiet-lie/frances": {
        "frances-2": "I'd known him fourteen years.",
        "frances-3": "On the Sunday night he opened",
        "frances-4": "Tuesday, I walk in",
    },
    "keys-on-the-table/neil": {
        "neil-2": "And then I met her on the bend",
        "neil-3": "So that night I sat outside",
        "neil-4": "clip neil-after",
        "neil-5": "So I filled the form in",
    },
    "bed-14/marcus": {
        "marcus-2": "Recovery's empty.",
        "marcus-3": "I've a registrar on one phone",
        "marcus-4": "clip marcus-after",
        "marcus-5": "Then, half past eight,",
    },
}

# a content note lasts from the start of the first caption to the end of the last
NOTES = {
    "Describes a medicine error": ("the-quiet-lie/nia", "So I drew up some morphine.", "what all the fuss was about."),
    "Mentions a brother who died": ("the-quiet-lie/nia", "he was just tired. He's terrified", "His brother died here."),
    "Mentions an insulin error": ("the-quiet-lie/samuel", "So, one night we had a young doctor", "they'd caught it, all right."),
    "Mentions a sister's death": ("the-quiet-lie/frances", "I'd sat in that kitchen", "week his sister died."),
    "Describes a child hurt": ("keys-on-the-table/ewa", "And, you see, I have met the other car.", "looked for the other one."),
    "Mentions a possible child": ("keys-on-the-table/neil", "If there'd been a child on that bend", "I don't have an answer."),
    "Critical illness": ("bed-14/yusuf", "There's Mr Lomax, down in", "I don't say anything."),
    "A patient becomes suddenly": ("bed-14/yusuf", "And I'd written Mrs Aziz down as slower.", "Somebody had brought her goggles in."),
    "Mentions driving when very tired": ("bed-14/marcus", "Then, half past eight,", "in case I wanted it for the form."),
}

TIMES = json.loads((HERE / "times.json").read_text())
problems, changes = [], []


def plain(s):
    return re.sub(r"[^a-z0-9 ]", "", s.lower().replace("’", "").replace("'", "").replace("-", " ")).split()


def seconds(s):
    t = 0.0
    for part in s.split(":"):
        t = t * 60 + float(part)
    return t


def clock(t):
    """Tenths, always m:ss.f."""
    d = int(round(t * 10))
    return f"{d // 600}:{d // 10 % 60:02d}.{d % 10}"


class Captions:
    """The words of a recording, each knowing its caption's start and end."""

    seen = {}

    def __init__(self, rec):
        self.words, self.rec = [], rec
        path = CONTENT / "cases" / f"{rec}.vtt"
        for a, b, said in re.findall(
            r"(\S+) --> (\S+)\n((?:.+\n?)+)", path.read_text(encoding="utf-8")
        ):
            said = re.sub(r"<[^>]+>", " ", said).replace("\n", " ")
            self.words += [(w, seconds(a), seconds(b)) for w in plain(said)]

    @classmethod
    def of(cls, rec):
        if rec not in cls.seen:
            cls.seen[rec] = cls(rec)
        return cls.seen[rec]

    def find(self, said):
        """(start of the first caption, end of the last) of some words, or None."""
        want = plain(said)
        have = [w for w, _, _ in self.words]
        for i in range(len(have) - len(want) + 1):
            if have[i : i + len(want)] == want:
                return self.words[i][1], self.words[i + len(want) - 1][2]
        problems.append(f"{self.rec}: nobody says “{said}”")
        return None


def next_tenth(t):
    """The first tenth that is not before t: just inside the caption, never in the one before."""
    return int(t * 10 + 0.999) / 10


def case_file(path):
    case = path.parent.name
    lines = path.read_text(encoding="utf-8").split("\n")
    rec = clip = note = None
    part = "head"
    for i, line in enumerate(lines):
        if line == "recordings:":
            part = "recordings"
        if m := re.match(r"  - note: (.*)", line):
            note = next((v for k, v in NOTES.items() if m[1].strip("'\"").startswith(k)), None)
            if note is None:
                problems.append(f"{path.name}: no times are known for the note “{m[1]}”")
        if part == "recordings" and (m := re.match(r"  - key: ([a-z0-9-]+)", line)):
            rec = f"{case}/{m[1]}"
        if m := re.match(r"      - key: ([a-z0-9-]+)", line):
            clip = next((c for c in TIMES.get(rec, {}).get("clips", []) if c["key"] == m[1]), None)
        new = line
        if part == "head" and note and (m := re.match(r'    (from|to): "', line)):
            said = Captions.of(note[0]).find(note[1] if m[1] == "from" else note[2])
            if said:
                t = next_tenth(said[0]) if m[1] == "from" else said[1]
                new = f'    {m[1]}: "{clock(t)}"'
        elif part == "recordings" and clip and (m := re.match(r'        (from|to): "', line)):
            new = f'        {m[1]}: "{clock(clip[m[1]])}"'
        elif m := re.match(r'      - \{file: stills/([a-z0-9-]+)\.jpg, at: "([^"]+)"', line):
            words = STILLS.get(rec, {}).get(m[1])
            if words and words.startswith("clip "):
                t = next(c["from"] for c in TIMES[rec]["clips"] if c["key"] == words[5:])
                new = line.replace(f'at: "{m[2]}"', f'at: "{clock(t)}"')
            elif words and (said := Captions.of(rec).find(words)):
                new = line.replace(f'at: "{m[2]}"', f'at: "{clock(next_tenth(said[0]))}"')
        if new != line:
            changes.append(f"{case}: {line.strip()[:60]} → {new.strip()[:60]}")
            lines[i] = new
    return "\n".join(lines)


def theme_file(path):
    text = path.read_text(encoding="utf-8")

    def link(m):
        rec, at, title = m[1], m[2], m[3]
        if not (CONTENT / "cases" / f"{rec}.vtt").exists():
            problems.append(f"{path.name}: there is no {rec}")
            return m[0]
        said = Captions.of(rec).find(title)
        if not said:
            return m[0]
        t = clock(next_tenth(said[0]))
        if t != at:
            changes.append(f"{path.stem}: {rec}@{at} → {t}")
        return f'(moment:{rec}@{t} "{title}")'

    return re.sub(r'\(moment:([a-z0-9-]+/[a-z0-9-]+)@([\d:.]+)\s+"((?:[^"\\]|\\.)*)"\)', link, text)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument("--check", action="store_true")
    args = ap.parse_args()
    for path in sorted((CONTENT / "cases").glob("*/case.md")):
        new = case_file(path)
        if not args.check and new != path.read_text(encoding="utf-8"):
            path.write_text(new, encoding="utf-8")
    for path in sorted((CONTENT / "themes").glob("*.md")):
        new = theme_file(path)
        if not args.check and new != path.read_text(encoding="utf-8"):
            path.write_text(new, encoding="utf-8")
        loose = [x for x in re.findall(r"\(moment:[^)]*\)", new) if '"' not in x]
        problems.extend(f"{path.name}: no words in the title of {x}" for x in loose)
    print("\n".join(changes) or "nothing to change")
    print("\n".join(f"! {p}" for p in problems))
    sys.exit(1 if problems or (args.check and changes) else 0)


if __name__ == "__main__":
    main()
