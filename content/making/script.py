"""The scripts: what is said, by whom, and what is tied to the words.

    # speaker: Dr Nia Bevan
    # voice: bf_emma
    # voice Aisha: bf_alice                    drama: one a speaker; then every line begins “Aisha: ”
    # still: stills/x-1.jpg | start | what it shows
    # still: stills/x-2.jpg | words "First words of its caption" | what it shows
    # still: stills/x-3.jpg | clip x-after | what it shows
    # note: the note as in case.md | "its first caption's first words" | "its last caption's words"
    [clip x-before]
    One caption a line.
    [pause 0.8]
"""

import re
from pathlib import Path

MAX_LINE = 42


class Line(str):
    """A caption, with the name of who says it in a drama (or None)."""

    who = None

    def said(self, text):
        """Other words of the same speaker."""
        return line_of(text, self.who)


def line_of(text, who=None):
    made = Line(text)
    made.who = who
    return made


def unquoted(text):
    return text.strip().strip("\"“”'‘’ ").strip()


def _header(head, line):
    key, _, value = line.lstrip("# ").partition(":")
    key, value = key.strip(), value.strip()
    low = key.lower()
    if low == "still":
        file, at, alt = (x.strip() for x in (value.split("|", 2) + ["", ""])[:3])
        kind, _, what = at.partition(" ")
        if kind not in ("start", "clip", "words"):
            kind, what = "words", at
        head["stills"].append({"file": file, "kind": kind, "what": unquoted(what), "alt": alt})
    elif low == "note":
        note, first, last = (x.strip() for x in (value.split("|", 2) + ["", ""])[:3])
        head["notes"].append({"note": note, "first": unquoted(first), "last": unquoted(last) or unquoted(first)})
    elif low.startswith("voice ") and value:
        head["voices"][key[6:].strip()] = value.split()[0]
    else:
        head[low] = value


def read_head(path):
    head = {"stills": [], "notes": [], "voices": {}}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip().startswith("#"):
            _header(head, line.strip())
    return head


def read_script(path):
    """→ (header, [(clip key, [item, …])]); an item is a line or a pause."""
    head, clips = read_head(path), []
    names = sorted(head["voices"], key=len, reverse=True)
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("#"):
            continue
        if m := re.fullmatch(r"\[clip ([a-z0-9-]+)\]", line):
            clips.append((m[1], []))
        elif m := re.fullmatch(r"\[pause ([\d.]+)\]", line):
            clips[-1][1].append(float(m[1]))
        elif not line:
            if clips and clips[-1][1] and isinstance(clips[-1][1][-1], str):
                clips[-1][1].append(0.6)
        elif names:
            who = next((n for n in names if line.startswith(n + ":")), None)
            if who is None:
                raise SystemExit(f"{path}: nobody is named before “{line}”")
            clips[-1][1].append(line_of(line[len(who) + 1 :].strip(), who))
        else:
            clips[-1][1].append(line_of(line))
    # a blank line next to a written pause is that pause
    for _, items in clips:
        i = 0
        while i < len(items) - 1:
            if not isinstance(items[i], str) and not isinstance(items[i + 1], str):
                items[i : i + 2] = [max(items[i], items[i + 1])]
            else:
                i += 1
        while items and not isinstance(items[-1], str):
            items.pop()
        while items and not isinstance(items[0], str):
            items.pop(0)
    return head, clips


WEAK_END = re.compile(r"\b(a|an|the|of|to|my|her|his|I|and|or|in|on|at|for)$")


def wrap(text):
    """At most two lines of 42 characters, as even as sense allows."""
    if len(text) <= MAX_LINE:
        return [text]
    best = None
    for m in re.finditer(" ", text):
        a, b = text[: m.start()], text[m.end() :]
        if len(a) > MAX_LINE or len(b) > MAX_LINE:
            continue
        cost = abs(len(a) - len(b))
        if a[-1] in ".?!":
            cost -= 16
        elif a[-1] in ",;:—":
            cost -= 10
        if WEAK_END.search(a):
            cost += 8
        if best is None or cost < best[0]:
            best = (cost, [a, b])
    return best and best[1]


def halves(text):
    """Split a line that is too long, at the best place near its middle."""
    best = None
    for m in re.finditer(" ", text):
        a, b = text[: m.start()], text[m.end() :]
        cost = abs(len(a) - len(b))
        cost -= {".": 30, "?": 30, "!": 30, ";": 26, ":": 26, ",": 22, "—": 22}.get(a[-1], 0)
        if re.match(r"(and|but|or|because|that|which|who|when|if|so|to)\b", b):
            cost -= 10
        if WEAK_END.search(a):
            cost += 15
        if best is None or cost < best[0]:
            best = (cost, a, b)
    return [best[1], best[2]]


def words(items):
    return sum(len(re.findall(r"[\w’'-]+", x)) for x in items if isinstance(x, str))
