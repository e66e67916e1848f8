"""Sound and films to the files that are kept, and their times.

    python encode.py --out /tmp/rec                     # all that speak.py and draw_film.py left there
    python encode.py --out /tmp/rec his-shoes/nia   # only these

Which recording is a film, a slideshow or sound is read from case.md. Writes
times.json (cut times and lengths) for set_times.py.
"""

import argparse
import json
import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
from speak import loudness

HERE = Path(__file__).resolve().parent
CASES = HERE.parent / "cases"
KEPT = HERE / "times.json"
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
AAC = ["-c:a", "aac", "-b:a", "40k", "-ar", "24000", "-ac", "1"]
HOW = {
    "film": ["-map", "0:v", "-map", "1:a", "-c:v", "copy", *AAC, "-movflags", "+faststart"],
    "slideshow": [*AAC, "-movflags", "+faststart"],
    "sound": ["-c:a", "libopus", "-b:a", "32k", "-vbr", "on", "-application", "audio", "-ac", "1"],
}


def recordings(case):
    """(key, medium, file) of each recording in a case.md, in order."""
    text = (CASES / case / "case.md").read_text(encoding="utf-8")
    return re.findall(r"^  - key: ([a-z0-9-]+)\n(?:    .*\n)*?    medium: (\w+)\n    file: (\S+)$", text, re.M)


def all_recordings():
    """{case/key: (medium, file)} of every case found."""
    return {
        f"{case}/{key}": (medium, file)
        for case in sorted(p.parent.name for p in CASES.glob("*/case.md"))
        for key, medium, file in recordings(case)
    }


def encode(rec, medium, file, out):
    """One recording → its entry for times.json, or None if something is not there yet."""
    case = rec.split("/")[0]
    said, wav, film = (out / f"{rec}{end}" for end in (".json", ".wav", ".mp4"))
    if not said.exists() or not wav.exists() or (medium == "film" and not film.exists()):
        return None
    j = json.loads(said.read_text())
    to = CASES / case / file
    part = to.with_name(f".{to.stem}.part{to.suffix}")
    sources = ["-i", str(film)] if medium == "film" else []
    about = [
        "-metadata", f"artist={j['head']['speaker']} (invented)",
        "-metadata", f"comment=Synthetic voice (Kokoro-82M, {j['head']['voice']}), drawn picture; a fictional case. CC BY 4.0.",
    ]  # fmt: skip
    # coding lifts peaks and shifts the level a little: measure, then set right
    gain, limit = 0.0, -2.6
    for _ in range(7):
        level = f"aresample=96000,volume={gain:.2f}dB,alimiter=limit={limit:.1f}dB:attack=4:release=60:level=false,aresample=48000"
        subprocess.run(
            [FFMPEG, "-v", "error", "-y", *sources, "-i", str(wav), "-af", level, *HOW[medium], *about, str(part)],
            check=True,
        )
        lufs, peak = loudness(part)
        if abs(lufs + 16) < 0.3 and peak < -1.6:
            break
        gain -= lufs + 16
        limit -= 0.5 + max(0.0, peak + 1.7) if peak >= -1.6 else 0.0
    part.replace(to)
    print(case, file, to.stat().st_size // 1024, "KiB", flush=True)
    return {
        "length": j["length"],
        "clips": [{k: c[k] for k in ("key", "from", "to", "words")} for c in j["clips"]],
    }


def keep(new):
    """Add to times.json."""
    times = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    times.update(new)
    KEPT.write_text(json.dumps(dict(sorted(times.items())), indent=1) + "\n")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("names", nargs="*", help="only these, as his-shoes/nia")
    args = ap.parse_args()
    for rec, (medium, file) in all_recordings().items():
        if args.names and rec not in args.names:
            continue
        made = encode(rec, medium, file, args.out)
        if made:
            keep({rec: made})
        elif args.names:
            print(f"{rec}: not all of it is in {args.out}")


if __name__ == "__main__":
    main()
