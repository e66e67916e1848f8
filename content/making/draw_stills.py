"""The stills: slideshows and covers, by hand (first_stills.py) or from stills.scene.yaml.

    python draw_stills.py                 # all that are missing, into ../cases
    python draw_stills.py neil-2 cover    # some, by name or case
    python draw_stills.py --to /tmp/look neil-2
"""

import argparse
from pathlib import Path

from encode import all_recordings
from first_stills import STILLS
from kit import picture, save
from scenes import CASES, still, stills

QUALITY = 82


def all_stills():
    """{case/stills/name.jpg: how to draw it}."""
    made = {name: lambda f=f: picture(f) for name, f in STILLS.items()}
    for case in sorted(p.parent.name for p in CASES.glob("*/stills.scene.yaml")):
        for name, spec in stills(case).items():
            made[f"{case}/stills/{name}.jpg"] = lambda spec=spec: still(spec)
    return made


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument("names", nargs="*")
    ap.add_argument("--to", type=Path, help="a folder to look at, instead of the cases")
    args = ap.parse_args()
    sounds = {rec for rec, (medium, _) in all_recordings().items() if medium == "sound"}
    for name, draw in all_stills().items():
        case, stem = name.split("/")[0], Path(name).stem
        if args.names and not any(n in (stem, name, case, f"{case}/{stem}") for n in args.names):
            continue
        out = args.to / f"{case}-{stem}.jpg" if args.to else CASES / name
        # a picture for a recording that is sound only is drawn when it is asked for by name
        if not args.names and not args.to and (out.exists() or f"{case}/{stem}" in sounds):
            continue
        out.parent.mkdir(parents=True, exist_ok=True)
        save(draw(), out, QUALITY)
        print(out, out.stat().st_size // 1024, "KiB", flush=True)


if __name__ == "__main__":
    main()
