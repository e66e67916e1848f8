"""Everything that is missing: sound, pictures, films, the files that are kept, true times, the rules.

    python all.py --work /tmp/rec --voices package/voices
    python all.py --work /tmp/rec --list            # only says what is missing
    python all.py --work /tmp/rec the-watch         # only this case (or the-watch/pravin)
    python all.py --work /tmp/rec --again the-watch/pravin

Goes on where it was stopped: what is in --work, and not older than its script or
scene, is not made again; nor is a file that is kept in ../cases and known to
times.json, unless --again. Two processes at a time (--processes).
"""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from encode import CASES, HERE, KEPT, all_recordings, encode, keep


def newer(made, *sources):
    """Is `made` there, and not older than what it is made from?"""
    return made.exists() and all(made.stat().st_mtime >= s.stat().st_mtime for s in sources if s.exists())


def run(*command):
    env = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    p = subprocess.run([sys.executable, *map(str, command)], cwd=HERE, env=env, capture_output=True, text=True)
    if p.returncode:
        raise RuntimeError((p.stderr or p.stdout).strip().split("\n")[-1])


def one(rec, medium, file, args):
    """Make one recording, as far as it is missing → its times."""
    script, scene = CASES / f"{rec}.script.txt", CASES / f"{rec}.scene.yaml"
    said, film, vtt = args.work / f"{rec}.json", args.work / f"{rec}.mp4", CASES / f"{rec}.vtt"
    if not script.exists():
        raise RuntimeError("has no script")
    start = time.time()
    if not newer(said, script) or not vtt.exists():
        say(f"{rec}: speaking")
        run("speak.py", script, "--out", args.work, "--work", args.model, "--voices", args.voices)
    if medium == "film" and not newer(film, said, scene):
        say(f"{rec}: drawing")
        run("draw_film.py", rec, "--sound", args.work)
    made = encode(rec, medium, file, args.work)
    say(f"{rec}: made in {time.time() - start:.0f} s")
    return made


def say(text):
    print(time.strftime("%H:%M:%S"), text, flush=True)


def main():
    import json

    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument("names", nargs="*", help="cases or recordings")
    ap.add_argument("--work", type=Path, required=True, help="where sound and films are while they are made")
    ap.add_argument("--model", type=Path, help="where the voice model is kept (as --work)")
    ap.add_argument("--voices", default="package/voices", help="voices/ of the npm package kokoro-js")
    ap.add_argument("--processes", type=int, default=2)
    ap.add_argument("--again", action="store_true", help="also what is kept already")
    ap.add_argument("--list", action="store_true", help="only say what is missing")
    args = ap.parse_args()
    args.work, args.voices = args.work.resolve(), Path(args.voices).resolve()
    args.model = (args.model or args.work).resolve()
    args.work.mkdir(parents=True, exist_ok=True)
    known = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    todo = {}
    for rec, (medium, file) in all_recordings().items():
        case = rec.split("/")[0]
        if args.names and rec not in args.names and case not in args.names:
            continue
        if args.again or rec not in known or not (CASES / case / file).exists():
            todo[rec] = (medium, file)
    films = [r for r, (m, _) in todo.items() if m == "film"]
    for rec in films:
        if rec not in known and not (CASES / f"{rec}.scene.yaml").exists():
            say(f"! {rec} has no scene")
    say(f"{len(todo)} recordings to make, {len(films)} of them films: {', '.join(todo) or 'nothing'}")
    if args.list:
        return
    failed = []
    if todo and not (args.model / "kokoro-timed.onnx").exists():
        from speak import model_files

        model_files(args.model, args.voices)
    # films first: they take longest
    order = sorted(todo, key=lambda r: todo[r][0] != "film")
    with ThreadPoolExecutor(args.processes) as pool:
        jobs = {rec: pool.submit(one, rec, *todo[rec], args) for rec in order}
        for n, (rec, job) in enumerate(jobs.items(), 1):
            try:
                made = job.result()
                if made:
                    keep({rec: made})
                say(f"{n} of {len(jobs)}: {rec}")
            except Exception as e:
                failed.append(f"{rec}: {e}")
                say(f"! {rec}: {e}")
    say("stills")
    subprocess.run([sys.executable, "draw_stills.py", *args.names], cwd=HERE, check=False)
    for step in ("set_times.py", "check.py"):
        say(step)
        if subprocess.run([sys.executable, step], cwd=HERE).returncode:
            failed.append(step)
    say("all is made" if not failed else "not all is well:\n  " + "\n  ".join(failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
