"""Sound and films to the files that are kept, and their times.

    python encode.py --out /tmp/rec        # reads what speak.py and draw_film.py left there

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
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
HOW = {
    "film": ["-map", "0:v", "-map", "0:a", "-c", "copy", "-movflags", "+faststart"],
    "slideshow": ["-c:a", "aac", "-b:a", "96k", "-ar", "48000", "-ac", "1", "-movflags", "+faststart"],
    "sound": ["-c:a", "libopus", "-b:a", "40k", "-vbr", "on", "-application", "audio", "-ac", "1"],
}


def recordings(case):
    """(key, medium, file) of each recording in a case.md, in order."""
    text = (CASES / case / "case.md").read_text(encoding="utf-8")
    return re.findall(
        r"^  - key: ([a-z0-9-]+)\n(?:    .*\n)*?    medium: (\w+)\n    file: (\S+)$", text, re.M
    )


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("names", nargs="*", help="only these, as the-quiet-lie/nia")
    args = ap.parse_args()
    kept = HERE / "times.json"
    times = json.loads(kept.read_text()) if kept.exists() else {}
    for made in sorted(args.out.glob("*/*.json")):
        case, key = made.parent.name, made.stem
        if not (CASES / case / "case.md").exists() or (args.names and f"{case}/{key}" not in args.names):
            continue
        j = json.loads(made.read_text())
        times[f"{case}/{key}"] = {
            "length": j["length"],
            "clips": [{k: c[k] for k in ("key", "from", "to", "words")} for c in j["clips"]],
        }
        medium, file = next((m, f) for k, m, f in recordings(case) if k == key)
        source = made.with_suffix(".mp4" if medium == "film" else ".wav")
        if not source.exists():
            print("no", source)
            continue
        about = [
            "-metadata", f"artist={j['head']['speaker']} (invented)",
            "-metadata", f"comment=Synthetic voice (Kokoro-82M, {j['head']['voice']}), drawn picture; a fictional case. CC BY 4.0.",
        ]  # fmt: skip
        # coding lifts peaks and shifts the level a little: measure, then set right
        gain, limit = 0.0, -2.6
        for _ in range(7):
            level = [] if medium == "film" else [
                "-af", f"aresample=96000,volume={gain:.2f}dB,alimiter=limit={limit:.1f}dB:attack=4:release=60:level=false,aresample=48000"
            ]  # fmt: skip
            subprocess.run(
                [FFMPEG, "-v", "error", "-y", "-i", str(source), *level, *HOW[medium], *about, str(CASES / case / file)],
                check=True,
            )
            lufs, peak = loudness(CASES / case / file)
            if medium == "film" or (abs(lufs + 16) < 0.3 and peak < -1.6):
                break
            gain -= lufs + 16
            limit -= 0.5 + max(0.0, peak + 1.7) if peak >= -1.6 else 0.0
        print(case, file, (CASES / case / file).stat().st_size // 1024, "KiB", flush=True)
    kept.write_text(json.dumps(dict(sorted(times.items())), indent=1) + "\n")


if __name__ == "__main__":
    main()
