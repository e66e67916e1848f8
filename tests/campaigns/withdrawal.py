"""A contributor withdraws by her own link while every kind of address of her film is asked for over and over, and a
worker makes film: when did each give its last byte? Clocked from outside, from before the press of the button."""

import argparse
import re
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from sqlmodel import select

from casebook.cases.assembling import add_case, make_set
from casebook.cases.case import CaseClip
from casebook.db.engine import reading, writing
from casebook.library import Library, open_library
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Audience, Use
from casebook.media.consenting import give_consent
from casebook.media.ending import tombstone_of
from casebook.people.contributor_links import give_link
from casebook.people.introducing import introduce
from casebook.settings import read_settings
from tests.conftest import cast, make_ready, stock_in, the_case, viewer
from tests.running import WorkerProcess, wait_for
from tests.small_content import write_small_content
from tests.web.uploading import Server

PROMISED_S = 60.0
FORM = {"sec-fetch-site": "same-origin"}


@dataclass
class Address:
    """A kind of address: what it is called, where it is, who asks, and what in its answer is of hers; nothing: any
    answer of 200 is."""

    kind: str
    path: str
    who: str = "lena"
    sign: bytes = b""
    gave: int = 0
    last_s: float = -1e9  # after the press, of the last byte of hers
    after: dict[int, int] = field(default_factory=dict)  # statuses of what was asked for after the answer to the press


@dataclass
class Came:
    """What the campaign came to."""

    addresses: list[Address]
    pressed_s: float = 0.0  # how long the press took
    film_gone_s: float = 0.0

    @property
    def wrong(self) -> list[str]:
        never = [f"{one.kind} was never given at all" for one in self.addresses if not one.gave]
        late = [one for one in self.addresses if one.last_s > PROMISED_S]
        return never + [f"{one.kind} gave its last byte {one.last_s:.1f} s after" for one in late]


def prepared(library: Library) -> tuple[str, list[Address]]:
    """Make the first film that of somebody who exists and lets everyone see it; answers her link and every address."""
    with writing(library.engine) as db:
        nia = introduce(db, name="Dr Nia Bevan", role="GP", stage="gp", setting="prison")
        for recording in db.exec(select(Recording)).all():
            give_consent(db, recording, evidence="Form 7", audience=Audience.public, uses=set(Use), keeps_text=True)
        clip = db.exec(select(Clip).join(CaseClip).where(CaseClip.name == "ada-before")).one()
        recording = db.get_one(Recording, clip.recording_id)
        give_consent(
            db, recording, evidence="Form 8", audience=Audience.public, uses=set(Use), keeps_text=True, contributor=nia
        )
        secret = give_link(db, nia, by=cast(db, "ada"))
        case_set = make_set(db, title="Doors", slot_minutes=45, by=cast(db, "tom"))
        add_case(db, case_set, the_case(db)[0], by=viewer(db, "tom"))
        key, version, title = clip.key, clip.version, clip.title.encode()
    make_ready(library)  # the index learns who speaks
    base = f"/m/{key}/{version}"
    kept = [path.partition(f"film/{key}/{version}/")[2] for path in library.storage.below(f"film/{key}/{version}")]
    rungs = sorted(path for path in kept if path.endswith(".m4s"))
    assert rungs, kept
    parts = {Path(path).parts[0]: path for path in rungs}
    sheet = next(path for path in kept if path.startswith("sprites/") and path.endswith(".jpg"))
    said, at = b"corridor lights", key.encode()
    lists = [path for path in kept if path.endswith(".m3u8") and path != "hls/index.m3u8"]
    return secret, [
        Address("master playlist", f"{base}/hls/index.m3u8"),
        *(Address(f"playlist {path}", f"{base}/{path}") for path in lists),
        *(Address(f"segment of {rung}", f"{base}/{path}") for rung, path in parts.items()),
        Address("still", f"{base}/still/poster.jpg"),
        Address("cut of small pictures", f"{base}/sprites/thumbs.vtt"),
        Address("sheet of small pictures", f"{base}/{sheet}"),
        Address("captions", f"/clips/{key}/captions.vtt"),
        Address("transcript as text", f"/clips/{key}/transcript.txt"),
        Address("transcript as captions", f"/clips/{key}/transcript.vtt"),
        Address("player", f"/clips/{key}"),
        Address("case page", "/cases/the-open-door", sign=said),
        Address("case page of its author", "/cases/the-open-door", who="ada", sign=said),
        Address("search hit", "/search?q=corridor", sign=at),
        Address("set page", f"/sets/{case_set.key}", who="tom", sign=b">" + title + b"<"),
        Address("contributor's page", "/contributors/nia-bevan", sign=b"Nia Bevan"),
        Address("studio", f"/studio/recordings/{recording.key}", who="ada", sign=b"<clip-player"),
        Address("feed", "/cases.atom", who="", sign=b"The open door"),
        Address("home page for machines", "/", who="", sign=b"LearningResource"),
    ]


class Asking(threading.Thread):
    """Asks for one address over and over, and notes when it last gave anything of hers."""

    def __init__(self, server: str, address: Address, pause_s: float) -> None:
        super().__init__(daemon=True)
        self.address, self.pause_s = address, pause_s
        self.client = httpx2.Client(base_url=server, timeout=30, headers={"accept": "text/html"})
        if address.who:
            email = f"{address.who}@casebook.example"
            assert self.client.post("/demo/sign-in", data={"person": email}, headers=FORM).status_code == 303
        self.over, self.pressed, self.answered = threading.Event(), 0.0, 0.0

    def run(self) -> None:
        while not self.over.is_set():
            began = time.monotonic()
            answer = self.client.get(self.address.path)
            ended = time.monotonic()
            if answer.status_code == 200 and (not self.address.sign or self.address.sign in answer.content):
                self.address.gave += 1
                if self.pressed:
                    self.address.last_s = ended - self.pressed
            if self.answered and began > self.answered:
                self.address.after[answer.status_code] = self.address.after.get(answer.status_code, 0) + 1
            self.over.wait(self.pause_s)


def withdrawn(data: Path, *, watch_s: float, pause_s: float = 0.15) -> Came:
    """Let her withdraw from a ready library under everybody's eyes; answers what it came to."""
    library = open_library(read_settings(data=data, demo=True))
    secret, addresses = prepared(library)
    server, worker = Server(data).start(), WorkerProcess(data).start()
    came = Came(addresses)
    asking = [Asking(server.address, one, pause_s) for one in addresses]
    try:
        for one in asking:
            one.start()
        wait_for(lambda: all(one.gave > 1 for one in addresses))
        hers = httpx2.Client(base_url=server.address, timeout=30)
        page = hers.get("/contribution/withdrawal", params={"link": secret}).text
        assert re.search("Withdraw now", page)
        pressed = time.monotonic()
        for one in asking:
            one.pressed = pressed
        answer = hers.post("/contribution/withdrawal", data={"link": secret, "consent": ""}, headers=FORM)
        assert answer.status_code == 303, answer.status_code
        came.pressed_s = time.monotonic() - pressed
        for one in asking:
            one.answered = time.monotonic()
        wait_for(lambda: _film_gone(library))
        came.film_gone_s = time.monotonic() - pressed
        time.sleep(max(0.0, watch_s - came.film_gone_s))
    finally:
        for one in asking:
            one.over.set()
        for one in asking:
            one.join(timeout=40)
        worker.kill()
        server.stop()
        library.engine.dispose()
    return came


def _film_gone(library: Library) -> bool:
    with reading(library.engine) as db:
        stones = [tombstone_of(db, recording) for recording in db.exec(select(Recording)).all()]
    return any(stone is not None and stone.film_settled_at is not None for stone in stones)


def main() -> int:
    """Print when each address gave its last byte; 1 where one came too late."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.withdrawal", description=__doc__)
    parser.add_argument("--watch", type=float, default=75, help="seconds to go on asking after the press")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="casebook-withdrawal-") as folder:
        made = stock_in(Path(folder), write_small_content(Path(folder) / "content"))
        make_ready(made)
        made.engine.dispose()
        came = withdrawn(made.settings.data, watch_s=asked.watch)
    for one in came.addresses:
        last = f"{one.last_s:6.2f} s" if one.last_s > -1e8 else "before it"
        print(f"{one.kind:32} last byte {last} after the press; given {one.gave} times; then {one.after}")
    print(f"the press was answered in {came.pressed_s:.2f} s; its files were deleted after {came.film_gone_s:.1f} s")
    print("\n".join(came.wrong) or f"nothing was given later than {PROMISED_S:.0f} s after the press")
    return 1 if came.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
