"""casebook's own way: the whole path of a recording, its one command alone, and the floor that ffmpeg cannot pass."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlmodel import col, select

import casebook.db.changes
import casebook.media.consent
import casebook.media.rendition
import casebook.media.transcript
import casebook.people.cohort
import casebook.people.contributor
import casebook.people.person  # noqa: F401 - every table that the media room's rows point to
from casebook.db import row
from casebook.db.engine import open_engine, reading, writing
from casebook.jobs.queue import open_queue
from casebook.jobs.worker import Work
from casebook.media import ffmpeg as program
from casebook.media import queries
from casebook.media.clip import Clip
from casebook.media.filming import folders, outputs
from casebook.media.probing import probe
from casebook.media.receiving import cut_clip, receive_recording
from casebook.media.shot import Shot
from casebook.media.storage_opening import open_storage
from casebook.media.transcoding import fence_of, lay_out, transcode
from casebook.media.workshop import Workshop

from .cost import OURS, cost, ffmpeg, memory
from .source import FPS, LADDER

#: What does one job: handed the job and the workshop.
Station = Callable[[Work, Workshop], None]


def path(source: Path, folder: Path) -> dict[str, float]:
    """Everything casebook does with a recording: receive, probe, measure, make, verify, keep, show."""
    with shop_in(folder) as (shop, do):
        over = threading.Event()
        first: list[float] = []
        looking: list[float] = []
        began = time.monotonic()
        watcher = threading.Thread(target=_note_first, args=(shop, began, first, over, looking))

        def work() -> None:
            key = received(shop, source)
            do("probe", probe, key)
            do("transcode", transcode, key)

        watcher.start()
        whole = cost(work)
        over.set()
        watcher.join()
        whole["cpu"] -= looking[0]  # the longer the machine makes it wait the more it looks, which is not the path's
        first.append(whole["wall"])  # where it was shown between the watcher's last look and the end
        with reading(shop.engine) as db:
            key = db.exec(select(Clip.key)).one()
            made = queries.clip_facts(db, key)["renditions"]
    assert {rung.name for rung in LADDER} <= {one["name"] for one in made}, "not all rungs were made"
    return {
        **whole,
        **{f"all {what}": spent for what, spent in whole.items()},
        "bytes": sum(one["bytes"] for one in made if one["kind"] in ("video", "audio")),
        "memory": memory(),
        "first": first[0],
        "first of all": first[0] / whole["wall"],
    }


def _note_first(shop: Workshop, began: float, first: list[float], over: threading.Event, looking: list[float]) -> None:
    """Look until something of the clip can be played, and note after how many seconds; and what the looking cost."""
    while not first and not over.wait(0.02):
        with reading(shop.engine) as db:
            if db.exec(select(Clip.id).where(col(Clip.version) > 0)).first() is not None:
                first.append(time.monotonic() - began)
    looking.append(time.thread_time())


def ladder(source: Path, folder: Path, *, copies: bool = False) -> dict[str, float]:
    """The one command alone: every rung (the top one copied or not), the sound, candidate stills, tiles and peaks."""
    with shop_in(folder) as (shop, do):
        key = received(shop, source)
        do("probe", probe, key)
        shot = shot_of(shop, key, folder / "attempt", copies=copies)
        assert shot.copies_top == copies, "the recording cannot be copied"
        return cost(
            lambda: program.run(
                program.find(),
                outputs(shot, Path("out")),
                fence_of(shot, folder / "attempt"),
                folder=folder / "attempt",
                length_ms=shot.length_ms,
            )
        )


def shot_of(shop: Workshop, key: str, attempt: Path, *, copies: bool = False) -> Shot:
    """The shot of a clip, laid out in a folder, with a place for each output."""
    for inner in ("in", "out"):
        (attempt / inner).mkdir(parents=True)
    with reading(shop.engine) as db:
        clip, recording = queries.clip_with_recording(db, key)
    shot = lay_out(shop, program.find(), clip, recording, attempt)
    shot = replace(shot, copies_top=copies and shot.copies_top)
    for name in folders(shot):
        (attempt / "out" / name).mkdir()
    return shot


def floor(source: Path, folder: Path) -> dict[str, float]:
    """One decode, the same rungs with the same encoder settings, the sound once: nothing else, and nothing kept."""
    graph, above = [], "[0:v]"
    made: list[str] = []
    for number, rung in enumerate(reversed(LADDER)):
        graph.append(f"{above}scale={rung.width}:{rung.height}:flags=bicubic,split[v{number}][w{number}]")
        above = f"[w{number}]"
        made += [
            "-map", f"[v{number}]", *OURS, "-crf", str(rung.crf), "-maxrate", f"{rung.kbits}k",
            "-bufsize", f"{rung.kbits * 3 // 2}k", "-g", str(6 * FPS), "-threads", "1" if number else "2",
            "-f", "null", "-",
        ]  # fmt: skip
    graph.append(f"{above}nullsink")
    sound = ["-map", "0:a", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-f", "null", "-"]
    spent = cost(lambda: ffmpeg("-i", str(source), "-filter_complex", ";".join(graph), *made, *sound) and None)
    return {f"all {what}": value for what, value in spent.items()} | {"memory": memory()}


@contextmanager
def shop_in(folder: Path) -> Iterator[tuple[Workshop, Callable[[str, Station, str], None]]]:
    """A workshop with a database and a storage of its own, and what does one job in it: (kind, station, clip)."""
    engine = open_engine(f"sqlite:///{folder / 'casebook.db'}")
    row.metadata.create_all(engine.execution_options(writing=True))
    shop = Workshop(engine, open_storage(f"file://{folder / 'film'}"), folder / "work", "", 2, 3_600_000)
    queue = open_queue(engine)

    def do(kind: str, station: Station, key: str) -> None:
        with writing(engine) as db:
            queue.put(db, kind, key)
        lease = queue.take("bench", [kind])
        assert lease is not None
        station(Work(queue, lease), shop)
        queue.finish(lease)

    try:
        yield shop, do
    finally:
        engine.dispose()


def received(shop: Workshop, source: Path) -> str:
    """The key of a clip cut from a recording that was just received."""
    with writing(shop.engine) as db:
        recording = receive_recording(db, shop.storage, source, title="Bench", reserve_bytes=0)
        return cut_clip(db, recording, title="Bench").key
