"""What the poster and the sprites cost beside the film, against one decode of the recording."""

from pathlib import Path

import ffmpeg as builder

from casebook.media import ffmpeg as program
from casebook.media.picturing import poster_outputs, sheets, tiles_output
from casebook.media.probing import probe
from casebook.media.transcoding import choose_still, fence_of

from .cost import cost, ffmpeg
from .ours import received, shop_in, shot_of
from .source import FPS, LADDER, SECONDS


def decode(source: Path, folder: Path) -> dict[str, float]:
    """One decode by one thread, and nothing else."""
    return cost(lambda: ffmpeg("-threads", "1", "-i", str(source), "-an", "-f", "null", "-") and None)


def pictures(source: Path, folder: Path, *, seconds: int = SECONDS) -> dict[str, float]:
    """The candidates and tiles as the one command takes them from its rungs, the sheets, and the choice of a poster;
    the rungs stand in as one picture that is repeated, which costs nothing."""
    with shop_in(folder) as (shop, do):
        key = received(shop, source)
        do("probe", probe, key)
        shot = shot_of(shop, key, folder / "attempt")
    attempt, out = folder / "attempt", Path("out")
    still = builder.input("in/source").video.filter("trim", end_frame=1)

    def rung(height: int) -> object:
        return (
            still_of[height]
            .filter("scale", -2, height)
            .filter("loop", loop=seconds * FPS - 1, size=1)
            .filter("setpts", f"N/({FPS}*TB)")
        )

    split = still.filter_multi_output("split", 2)
    still_of = {720: split[0], LADDER[0].height: split[1]}
    made = [*poster_outputs(shot, rung(720), out), tiles_output(shot, rung(LADDER[0].height), out)]
    fence = fence_of(shot, attempt)

    def work() -> None:
        program.run(program.find(), made, fence, folder=attempt, length_ms=shot.length_ms)
        program.run(program.find(), [sheets(shot, out)], fence, folder=attempt, length_ms=shot.length_ms)
        choose_still(attempt / "out")

    return cost(work)
