"""Film: casebook's way from a recording to film, against MediaCMS, PeerTube and the bare floor of ffmpeg.

All make the same rungs (casebook's own for 1080p) of the same twelve seconds by the same ffmpeg. `cpu` and `wall` are
seconds; `bytes` what is stored; `memory` the largest process in MB; `first` the seconds until something can be played.
What the others do beside the rungs (MediaCMS: sprites, still, GIF; PeerTube: storyboard, still) is in `all cpu`, as is
what casebook does beside them (receiving, probing, loudness, poster, sprites, peaks, verification, storage).
"""

from functools import partial
from pathlib import Path

from ..pairs import Pair, Plan
from . import ours, peers, pictures, quality
from .source import RESTLESS, made


def plan(folder: Path) -> Plan:
    """The comparisons, for sources made in `folder`."""
    # `ready` is what may be copied: cut every two seconds, of a sane rate; the other is cut too seldom for that
    source, ready = made(folder / "source.mp4"), made(folder / "ready.mp4", "-g", "50", "-crf", "21")
    equal = quality.Equal(source, folder / "talking")
    restless = quality.Equal(made(folder / "restless.mp4", picture=RESTLESS), folder / "restless")
    return Plan(
        runs={
            "MediaCMS": partial(peers.mediacms, source),
            "MediaCMS at our preset": partial(peers.mediacms, source, ours=True),
            "PeerTube": partial(peers.peertube, source),
            "PeerTube at our preset": partial(peers.peertube, source, ours=True),
            "floor": partial(ours.floor, source),
            "ladder": partial(ours.ladder, source),
            "path": partial(ours.path, source),
            "MediaCMS, ready": partial(peers.mediacms, ready),
            "PeerTube, ready": partial(peers.peertube, ready, copies=True),
            "path, ready": partial(ours.path, ready),
            "whole": lambda folder: {"first of all": 1.0},
            "decode": partial(pictures.decode, source),
            "pictures": partial(pictures.pictures, source),
            "x264 medium main": equal.reference,
            "x264 as casebook": equal.h264,
            "AV1 as casebook": equal.av1,
            "restless: x264 medium main": restless.reference,
            "restless: x264 as casebook": restless.h264,
            "restless: AV1 as casebook": restless.av1,
        },
        pairs=[
            Pair("ladder / MediaCMS's rungs", "MediaCMS", "ladder", {"cpu": 0.50}, ("cpu", "wall")),
            Pair(
                "path / MediaCMS as shipped", "MediaCMS", "path", {"bytes": 0.45},
                ("all cpu", "all wall", "bytes", "memory", "first"),
            ),
            Pair("path / MediaCMS at our preset", "MediaCMS at our preset", "path", {}, ("all cpu", "all wall")),
            Pair("path / PeerTube as shipped", "PeerTube", "path", {}, ("all cpu", "all wall", "memory", "first")),
            Pair("path / PeerTube at our preset", "PeerTube at our preset", "path", {}, ("all cpu", "all wall")),
            Pair("path / bare floor of ffmpeg", "floor", "path", {"all cpu": 1.15}, ("all cpu", "memory")),
            Pair("ready: path / MediaCMS's rungs", "MediaCMS, ready", "path, ready", {"cpu": 0.25}, ("cpu", "first")),
            Pair(
                "ready: path / PeerTube, both copying", "PeerTube, ready", "path, ready", {"all cpu": 0.80},
                ("all cpu", "all wall", "first"),
            ),
            Pair("ready: first playable / whole path", "whole", "path, ready", {"first of all": 0.02},
                 ("first of all",)),
            Pair("poster and sprites / a decode", "decode", "pictures", {"cpu": 0.08}),
            Pair("bits at equal VMAF: H.264 / medium", "x264 medium main", "x264 as casebook", {"bits": 0.93}),
            Pair("bits at equal VMAF: AV1 / medium", "x264 medium main", "AV1 as casebook", {"bits": 0.60}),
            Pair("… of what never rests: H.264", "restless: x264 medium main", "restless: x264 as casebook"),
            Pair("… of what never rests: AV1", "restless: x264 medium main", "restless: AV1 as casebook"),
        ],
    )  # fmt: skip
