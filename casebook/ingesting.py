"""Taking in a recording from the command line: the same path as any other, with a bar to watch."""

import threading
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from .console import noted
from .db.engine import reading, writing
from .library import Library
from .media.progress import how_far
from .media.queries import clip_facts
from .media.receiving import keep_recording, save_with_clip
from .work import CLIP_PATH, open_worker


def take_in(library: Library, file: Path, title: str, sound_track: int | None) -> str:
    """Keep a recording and cut one clip, all of it; answers the clip's key. Raises ClipUnreadable, StorageFull."""
    recording = keep_recording(library.storage, file, title=title, most_bytes=library.settings.max_recording_bytes)
    recording.sound_track = sound_track
    with writing(library.engine) as db:
        key = save_with_clip(db, recording, title=title).key
        noted(library, db, "ingest", f"clips/{key}")
        return key


def wait_for(library: Library, key: str) -> None:
    """Stay until the clip is ready, refused or quarantined, doing the work here unless a worker has it already."""
    worker = open_worker(library)
    columns = (TextColumn("{task.description}"), BarColumn(40), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Waiting", total=1.0)
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.25):
                with reading(library.engine) as db:
                    clip = how_far(db, [key])[0]
                bar.update(task, completed=clip.progress, description=clip.says[:60])

        watching = threading.Thread(target=watch, daemon=True, name="bar")
        watching.start()
        try:
            while not _over(library, key):
                if not worker.work_once(kinds=CLIP_PATH, about=[key]):
                    time.sleep(0.25)
            while worker.work_once(kinds=CLIP_PATH, about=[key]):
                pass  # what follows a clip that is ready already
        finally:
            over.set()
            watching.join()


def facts_of(library: Library, key: str) -> dict[str, Any]:
    """What is known of a clip, as JSON tells it."""
    with reading(library.engine) as db:
        return clip_facts(db, key)


def _over(library: Library, key: str) -> bool:
    with reading(library.engine) as db:
        return how_far(db, [key])[0].over
