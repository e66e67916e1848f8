"""Bits at equal quality: how many each encoder needs for what x264 medium main at CRF 23 looks like, by VMAF."""

import math
import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from .cost import ffmpeg

_MEDIUM = ("-c:v", "libx264", "-preset", "medium", "-profile:v", "main")
_H264 = ("-c:v", "libx264", "-preset", "faster", "-profile:v", "high", "-aq-mode", "3")
_AV1 = ("-c:v", "libsvtav1", "-preset", "10", "-svtav1-params", "lp=2")


class Equal:
    """Runs that answer `bits`: the bytes of a film that looks like the reference, found between three encodes of each
    encoder. Made once, because the same encode always needs the same bits."""

    def __init__(self, exact: Path, folder: Path) -> None:
        self._exact, self._folder = exact, folder
        folder.mkdir()

    def reference(self, folder: Path) -> dict[str, float]:
        """x264 medium main at CRF 23, as MediaCMS encodes."""
        return {"bits": self._reference[1]}

    def h264(self, folder: Path) -> dict[str, float]:
        """casebook's H.264."""
        return {"bits": self._bytes_at(self._reference[0], _H264, (18, 21, 24, 27, 30))}

    def av1(self, folder: Path) -> dict[str, float]:
        """casebook's AV1."""
        return {"bits": self._bytes_at(self._reference[0], _AV1, (14, 20, 26, 32, 38, 44))}

    @cached_property
    def _reference(self) -> tuple[float, float]:
        return self._looks(_MEDIUM, 23)

    def _looks(self, codec: Sequence[str], crf: int) -> tuple[float, float]:
        """VMAF and bytes at one setting."""
        film = self._folder / f"{codec[1]}_{codec[3]}_{crf}.mp4"
        score = film.with_suffix(".vmaf")
        if not score.exists():
            ffmpeg("-i", str(self._exact), "-an", *codec, "-crf", str(crf), "-g", "150", str(film))
            said = ffmpeg("-i", str(film), "-i", str(self._exact), "-lavfi",
                          "[0:v][1:v]libvmaf=n_threads=2:n_subsample=3", "-f", "null", "-")  # fmt: skip
            found = re.search(r"VMAF score: ([0-9.]+)", said)
            assert found, "this ffmpeg cannot measure VMAF"
            score.write_text(found[1])
        return float(score.read_text()), film.stat().st_size

    def _bytes_at(self, vmaf: float, codec: Sequence[str], crfs: Sequence[int]) -> float:
        """Bytes for a VMAF, by a straight line between the two encodes around it, on the logarithm of the bytes."""
        for (better, more), (worse, fewer) in pairwise(self._looks(codec, crf) for crf in crfs):
            if worse <= vmaf <= better:
                along = (vmaf - worse) / (better - worse)
                return math.exp(math.log(fewer) + along * (math.log(more) - math.log(fewer)))
        raise RuntimeError(f"no encode of {codec[1]} on both sides of VMAF {vmaf:.1f}")
