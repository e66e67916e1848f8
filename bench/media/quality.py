"""Bits at equal quality: how many each encoder needs for what x264 medium main, MediaCMS's, looks like, by VMAF."""

import math
import re
from collections.abc import Sequence
from pathlib import Path

from .cost import ffmpeg

_MEDIUM = ("-c:v", "libx264", "-preset", "medium", "-profile:v", "main")
_H264 = ("-c:v", "libx264", "-preset", "faster", "-profile:v", "high", "-aq-mode", "3")
_AV1 = ("-c:v", "libsvtav1", "-preset", "10", "-svtav1-params", "lp=2")
_STEPS = 50


class Equal:
    """Runs that answer `bits`, as a share of what the reference needs for the same VMAF: the mean, on a logarithm, over
    all the quality that both curves cover (Bjøntegaard's measure, with straight lines). Each encode is made once."""

    def __init__(self, source: Path, folder: Path) -> None:
        self._source, self._folder = source, folder
        folder.mkdir()

    def reference(self, folder: Path) -> dict[str, float]:
        """x264 medium main, as MediaCMS encodes."""
        return {"bits": 1.0}

    def h264(self, folder: Path) -> dict[str, float]:
        """casebook's H.264."""
        return {"bits": self._against_reference(_H264, (20, 24, 28, 32))}

    def av1(self, folder: Path) -> dict[str, float]:
        """casebook's AV1."""
        return {"bits": self._against_reference(_AV1, (24, 30, 36, 42))}

    def _against_reference(self, codec: Sequence[str], crfs: Sequence[int]) -> float:
        theirs, ours = self._curve(_MEDIUM, (20, 23, 26, 29, 32)), self._curve(codec, crfs)
        low, high = max(theirs[0][0], ours[0][0]), min(theirs[-1][0], ours[-1][0])
        if low >= high:
            raise RuntimeError(f"{codec[1]} looks nowhere like the reference: {ours}, {theirs}")
        points = [low + (high - low) * (step + 0.5) / _STEPS for step in range(_STEPS)]
        return math.exp(sum(_bits(ours, vmaf) - _bits(theirs, vmaf) for vmaf in points) / _STEPS)

    def _curve(self, codec: Sequence[str], crfs: Sequence[int]) -> list[tuple[float, float]]:
        """VMAF and logarithm of the bytes, the worst first."""
        return sorted(self._looks(codec, crf) for crf in crfs)

    def _looks(self, codec: Sequence[str], crf: int) -> tuple[float, float]:
        film = self._folder / f"{codec[1]}_{codec[3]}_{crf}.mp4"
        score = film.with_suffix(".vmaf")
        if not score.exists():
            ffmpeg("-i", str(self._source), "-an", *codec, "-crf", str(crf), "-g", "150", str(film))
            said = ffmpeg("-i", str(film), "-i", str(self._source), "-lavfi",
                          "[0:v][1:v]libvmaf=n_threads=2:n_subsample=5", "-f", "null", "-")  # fmt: skip
            found = re.search(r"VMAF score: ([0-9.]+)", said)
            assert found, "this ffmpeg cannot measure VMAF"
            score.write_text(found[1])
        return float(score.read_text()), math.log(film.stat().st_size)


def _bits(curve: Sequence[tuple[float, float]], vmaf: float) -> float:
    """The logarithm of the bytes for a VMAF within the curve, on a straight line between the points around it."""
    above = next(number for number, point in enumerate(curve) if point[0] >= vmaf)
    (worse, fewer), (better, more) = curve[max(above - 1, 0)], curve[above]
    return more if better == worse else fewer + (more - fewer) * (vmaf - worse) / (better - worse)
