"""Put the true times into case.md and the themes. Run it as often as you like.

    python set_times.py           # says what it changed
    python set_times.py --check   # changes nothing; fails if something is off

Clips take their cuts and ends from times.json (encode.py writes it). Stills and
content notes are tied to words in the header of the script (# still:, # note:).
What has not been recorded yet keeps the times it has. A link in a theme,
[…](moment:case/recording@m:ss "words"), goes to the caption that says its words.
"""

import argparse
import json
import re
import sys
from pathlib import Path

from script import read_head

HERE = Path(__file__).resolve().parent
CONTENT = HERE.parent

TIMES = json.loads((HERE / "times.json").read_text())
problems, changes, waiting = [], [], set()


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


def tied(case):
    """What the scripts of a case tie to words → ({(recording, still): still}, [(recording, note)])."""
    stills, notes = {}, []
    for path in sorted((CONTENT / "cases" / case).glob("*.script.txt")):
        rec = f"{case}/{path.name.removesuffix('.script.txt')}"
        head = read_head(path)
        stills |= {(rec, s["file"]): s for s in head["stills"]}
        notes += [(rec, n) for n in head["notes"]]
    return stills, notes


def note_named(notes, text):
    """The script's line for a note of case.md: the same words, or one the beginning of the other."""
    want = plain(text)
    for _, n in notes:
        have = plain(n["note"])
        if have and (have == want or want[: len(have)] == have or have[: len(want)] == want):
            return _, n
    return None


def time_of_still(rec, still):
    if still["kind"] == "start":
        return 0.0
    if still["kind"] == "clip":
        return next((c["from"] for c in TIMES[rec]["clips"] if c["key"] == still["what"]), None)
    said = Captions.of(rec).find(still["what"])
    return said and next_tenth(said[0])


def case_file(path):
    case = path.parent.name
    lines = path.read_text(encoding="utf-8").split("\n")
    stills, notes = tied(case)
    rec = clip = note = None
    part = "head"
    for i, line in enumerate(lines):
        if line == "recordings:":
            part = "recordings"
        if part == "head" and (m := re.match(r"  - note: (.*)", line)):
            note = note_named(notes, m[1].strip("'\""))
            if note is None:
                problems.append(f"{case}: no script ties the note “{m[1]}” to words")
            elif note[0] not in TIMES:
                waiting.add(note[0])
                note = None
        if part == "recordings" and (m := re.match(r"  - key: ([a-z0-9-]+)", line)):
            rec = f"{case}/{m[1]}"
            if rec not in TIMES:
                waiting.add(rec)
        if m := re.match(r"      - key: ([a-z0-9-]+)", line):
            clip = next((c for c in TIMES.get(rec, {}).get("clips", []) if c["key"] == m[1]), None)
            if rec in TIMES and clip is None and part == "recordings":
                problems.append(f"{case}: {rec} has no clip {m[1]}")
        new = line
        if part == "head" and note and (m := re.match(r'    (from|to): "', line)):
            rec_of, n = note
            said = Captions.of(rec_of).find(n["first"] if m[1] == "from" else n["last"])
            if said:
                t = next_tenth(said[0]) if m[1] == "from" else said[1]
                new = f'    {m[1]}: "{clock(t)}"'
        elif part == "recordings" and clip and (m := re.match(r'        (from|to): "', line)):
            new = f'        {m[1]}: "{clock(clip[m[1]])}"'
        elif part == "recordings" and (m := re.match(r'      - \{file: (stills/[\w.-]+), at: "([^"]+)"', line)):
            still = stills.get((rec, m[1]))
            if still is None:
                problems.append(f"{case}: the script of {rec} does not name {m[1]}")
            elif rec in TIMES and still["kind"] != "start":
                t = time_of_still(rec, still)
                if t is None:
                    problems.append(f"{rec}: no moment for {m[1]}")
                else:
                    new = line.replace(f'at: "{m[2]}"', f'at: "{clock(t)}"')
        if new != line:
            changes.append(f"{case}: {line.strip()[:60]} → {new.strip()[:60]}")
            lines[i] = new
    return "\n".join(lines)


def theme_file(path):
    text = path.read_text(encoding="utf-8")

    def link(m):
        rec, at, title = m[1], m[2], m[3]
        if rec not in TIMES and (CONTENT / "cases" / f"{rec}.script.txt").exists():
            waiting.add(rec)
            return m[0]
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
    if waiting:
        print("not recorded yet:", ", ".join(sorted(waiting)))
    print("\n".join(f"! {p}" for p in problems))
    sys.exit(1 if problems or (args.check and changes) else 0)


if __name__ == "__main__":
    main()
