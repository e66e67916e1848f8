"""Decode every recording and hold it to the rules: lengths, captions, pace, sizes.

    python check.py
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
from encode import recordings
from script import read_head
from set_times import seconds

HERE = Path(__file__).resolve().parent
CASES = HERE.parent / "cases"
TIMES = json.loads((HERE / "times.json").read_text())
FIRST = {"his-shoes", "keys-on-the-table", "bed-14"}  # made before there was so much to keep
bad, total = [], 0


def probe(path):
    """Decode it all → (seconds, LUFS, peak, what ffmpeg says of it)."""
    p = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", "-i", str(path),
         "-map", "0", "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True,
    )  # fmt: skip
    if p.returncode or re.search(r"\b(Error|Invalid|corrupt)", p.stderr):
        bad.append(f"{path.name}: does not decode cleanly")
    h, m, s = re.search(r"Duration: (\d+):(\d+):([\d.]+)", p.stderr).groups()
    tail = p.stderr[p.stderr.rindex("Summary:") :]
    lufs = float(re.search(r"I:\s+(-?[\d.]+) LUFS", tail)[1])
    peak = float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", tail)[1])
    return int(h) * 3600 + int(m) * 60 + float(s), lufs, peak, p.stderr


for case in sorted(p.parent.name for p in CASES.glob("*/case.md")):
    if not (CASES / case / "stills" / "cover.jpg").exists():
        bad.append(f"{case}: no cover")
    for key, medium, file in recordings(case):
        path = CASES / case / file
        if not path.exists():
            bad.append(f"{case}/{file} is missing")
            continue
        total += path.stat().st_size
        secs, lufs, peak, log = probe(path)
        cues = [
            (seconds(a), seconds(b), re.sub(r"<v ([^>]+)>", "", t), re.search(r"<v ([^>]+)>", t))
            for a, b, t in re.findall(r"(\S+) --> (\S+)\n((?:.+\n?)+)", (CASES / case / f"{key}.vtt").read_text("utf-8"))
        ]
        if f"{case}/{key}" not in TIMES:
            bad.append(f"{case}/{key}: times.json does not know it")
            continue
        t = TIMES[f"{case}/{key}"]
        head = read_head(CASES / case / f"{key}.script.txt")
        drama = bool(head["voices"])  # two or more who speak with one another: longer, and with more rests

        def rule(ok, what, name=f"{case}/{file}"):
            if not ok:
                bad.append(f"{name}: {what}")

        rule(abs(secs - t["length"]) < 0.15, f"lasts {secs}, should last {t['length']}")
        rule(-1 <= secs - cues[-1][1] <= 1.3, f"ends {secs}, its captions {cues[-1][1]}")
        rule(abs(lufs + 16) < 2, f"{lufs} LUFS")  # casebook evens them out when it makes film
        rule(peak <= 1, f"peak {peak} dBTP")  # AAC adds to it between samples; casebook limits it when it makes film
        rule(path.stat().st_size < (13e6 if case in FIRST else 4e6), "larger than it may be")
        for still in head["stills"]:
            rule((CASES / case / still["file"]).exists(), f"{still['file']} is missing")
        if drama:
            spoke = {who[1] for *_, who in cues if who}
            rule(spoke == set(head["voices"]), f"captions name {sorted(spoke)}, the script {sorted(head['voices'])}")
            rule(len(set(head["voices"].values())) == len(head["voices"]), "two speakers have one voice")
        for n, (a, b, said, who) in enumerate(cues):
            rule(who, f"caption {n + 1} names nobody")
            rule(1.0 <= b - a <= 6.0005, f"caption {n + 1} lasts {b - a:.2f}")
            rule(len(said.strip().split("\n")) <= 2 and all(len(x) <= 42 for x in said.split("\n")), f"caption {n + 1} is too wide")
            rule(n == 0 or a >= cues[n - 1][1], f"caption {n + 1} starts before the last one ends")
            rule(any(c["from"] <= a and b <= c["to"] for c in t["clips"]), f"caption {n + 1} crosses a cut")
        clips = ", ".join(f"{c['key']} {c['to'] - c['from']:.1f} s {c['words'] / (c['to'] - c['from']) * 60:.0f} wpm" for c in t["clips"])
        for c in t["clips"]:
            rule(40 <= c["to"] - c["from"] <= (240 if drama else 120), f"{c['key']} lasts {c['to'] - c['from']}")
            rule((100 if drama else 120) <= c["words"] / (c["to"] - c["from"]) * 60 <= 160, f"{c['key']} is spoken too fast or too slow")
        v = re.search(r"Video: .*", log)
        print(f"{case}/{file}: {secs:.1f} s, {path.stat().st_size / 1e6:.2f} MB, {lufs} LUFS, peak {peak}; {len(cues)} captions; {clips}")
        if v:
            print("   ", v[0][:150])
stills = list(CASES.glob("*/stills/*.jpg"))
total += sum(p.stat().st_size for p in stills)
print(f"{len(stills)} stills; {total / 1e6:.1f} MB in all")
if total > 97e6:
    bad.append("more than 97 MB: the whole repository should stay under 100")
print("\n".join(f"! {b}" for b in bad) or "all rules kept")
sys.exit(1 if bad else 0)
