"""How film and sound are cut for playing: CMAF segments and a playlist, the same for every rendition."""

from pathlib import Path
from typing import Any

from .ffmpeg import STRIPPED
from .ladder import SEGMENT_S


def as_hls(folder: Path) -> dict[str, Any]:
    """What tells ffmpeg to write a rendition into `folder`, as segments of six seconds."""
    return {
        "f": "hls",
        "hls_time": SEGMENT_S,
        "hls_list_size": 0,
        "hls_playlist_type": "vod",
        "hls_segment_type": "fmp4",
        "hls_flags": "independent_segments",
        "hls_fmp4_init_filename": "init.mp4",
        "hls_segment_filename": str(folder / "seg_%05d.m4s"),
        # CMAF counts from the first picture that is shown, by offsets that may be below zero: times begin at zero in
        # every size, however it was reordered, without an edit list, which not every player reads
        "hls_segment_options": "movflags=+cmaf:use_editlist=0",
        "fflags": "+bitexact",  # no encoder's name, no time of making
        **STRIPPED,
    }
