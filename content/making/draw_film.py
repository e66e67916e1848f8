"""The films: three drawn by hand (first_films.py), the others composed from a .scene.yaml.

    python draw_film.py his-shoes/nia --sound /tmp/rec     # → /tmp/rec/his-shoes/nia.mp4
    python draw_film.py his-shoes/nia --still 12 --to a.png
    python draw_film.py x/y --sound /tmp/rec --seconds 8       # only a trial

Layers are drawn once as pictures, and every frame lays them over one another, a
little moved. The picture is silent here; encode.py adds the sound.
"""

import argparse
import json
import subprocess
import time
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import skia
from first_films import FILMS
from kit import H, W
from moving import loudness
from scenes import CASES, SceneFilm


def film_of(rec):
    """→ (the film, frames a second, how it is coded)."""
    if rec in FILMS:
        return FILMS[rec](), 25, ["-crf", "25", "-maxrate", "850k", "-bufsize", "1800k"]
    return SceneFilm(CASES / f"{rec}.scene.yaml"), 12.5, ["-crf", "33", "-maxrate", "130k", "-bufsize", "900k"]


def turns(path, fps, frames):
    """Who speaks in each frame of a drama (None between)."""
    who = [None] * frames
    if path.exists():
        for _, a, b, *by in json.loads(path.read_text())["cues"]:
            for i in range(int(a * fps), min(frames, int(b * fps) + 1)):
                who[i] = by[0] if by else None
    return who


def encoder(to, fps, how):
    gop = int(fps * 2) if fps > 20 else int(fps * 4.8)
    return subprocess.Popen(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y",
         "-f", "rawvideo", "-pix_fmt", "bgra", "-s", f"{W}x{H}", "-r", str(fps), "-i", "-",
         "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
         "-c:v", "libx264", "-profile:v", "high", "-level", "3.1", "-preset", "medium", *how, "-threads", "1",
         "-x264-params", f"keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:aq-mode=3:aq-strength=1.1:deblock=-1,-1:rc-lookahead=30",
         "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
         "-movflags", "+faststart", str(to)],
        stdin=subprocess.PIPE,
    )  # fmt: skip


def draw(rec, sound, to, seconds=None):
    film, fps, how = film_of(rec)
    slow, fast = loudness(sound / f"{rec}.wav", fps)
    n = len(slow) if seconds is None else min(len(slow), int(seconds * fps))
    who = turns(sound / f"{rec}.json", fps, len(slow))
    part = to.with_suffix(".part.mp4")
    pipe = encoder(part, fps, how)
    surface = skia.Surface.MakeRasterN32Premul(W, H)
    px = np.zeros((H, W, 4), np.uint8)
    info = skia.ImageInfo.Make(W, H, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    start = time.time()
    for i in range(n):
        film.who = who[i]
        film.frame(surface.getCanvas(), i / fps, float(slow[i]), i / len(slow), float(fast[i]))
        surface.readPixels(info, px)
        pipe.stdin.write(px.data)
        if i % 250 == 249:
            left = (time.time() - start) / (i + 1) * (n - i - 1)
            print(f"{rec} {i + 1}/{n}, {left:.0f} s left", flush=True)
    pipe.stdin.close()
    if pipe.wait():
        raise SystemExit(f"{rec}: could not be coded")
    part.replace(to)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument("film", help="case/recording")
    ap.add_argument("--sound", type=Path, help="where speak.py put the sound")
    ap.add_argument("--still", type=float, help="one picture at this second")
    ap.add_argument("--who", help="who speaks in that picture, in a drama")
    ap.add_argument("--seconds", type=float, help="only the first seconds")
    ap.add_argument("--to", type=Path)
    args = ap.parse_args()
    if args.still is None:
        draw(args.film, args.sound, args.to or args.sound / f"{args.film}.mp4", args.seconds)
        return
    film, fps, _ = film_of(args.film)
    surface = skia.Surface.MakeRasterN32Premul(W, H)
    film.who = args.who
    start = time.process_time()
    for i in range(10):
        film.frame(surface.getCanvas(), args.still + (i - 9) / fps, 0.5, min(1, args.still / 150), 0.2)
    print(f"{(time.process_time() - start) * 100:.0f} ms a frame")
    surface.makeImageSnapshot().save(str(args.to), skia.kPNG)


if __name__ == "__main__":
    main()
