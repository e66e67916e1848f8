"""What is killed in a cluster, while it is in the midst of things: a worker, a web process, PostgreSQL's primary."""

import hashlib
import random
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import httpx2
from sqlmodel import select

from casebook.jobs.job import Job, JobState
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.rendition import Rendition
from casebook.media.upload import Upload
from tests.campaigns.cluster_site import MADE_WITHIN_S, Cluster, Ward
from tests.campaigns.faults_answers import WRITERS, Storm
from tests.campaigns.faults_postgres import BACK_WITHIN_S, until_written
from tests.small_content import make_film
from tests.web.uploading import Tus

PIECE = 1 << 20
PEOPLE = 600


def worker_in_mid_transcode(cluster: Cluster) -> tuple[str, str]:
    """Kill the worker that makes a film; another takes it over, and one film comes of it."""
    film = make_film(cluster.folder / "killed.mp4", seconds=6)
    sending = Sending(cluster, film.read_bytes(), film.name)
    sending.send()
    clip = sending.clip()
    made = Job.kind == "transcode", Job.about == clip.key
    cluster.until(lambda _: cluster.in_hand("transcode", clip.key), MADE_WITHIN_S)
    time.sleep(0.5)  # into the midst of it
    first = cluster.in_hand("transcode", clip.key)
    assert first is not None, "it was made before anybody could be killed"
    cluster.workers.remove(first)
    first.kill()
    first.wait()
    began = time.monotonic()
    cluster.start_worker()  # as systemd does
    cluster.until(lambda _: cluster.in_hand("transcode", clip.key), MADE_WITHIN_S)
    taken = time.monotonic() - began
    second = cluster.in_hand("transcode", clip.key)
    cluster.until(lambda db: db.get_one(Clip, clip.pk).state is ClipState.ready, MADE_WITHIN_S)
    whole = time.monotonic() - began
    cluster.tell("the film whose worker was killed", lambda db: db.get_one(Clip, clip.pk).state is ClipState.ready)

    with cluster.asking() as db:
        versions = len(set(db.exec(select(Rendition.version).where(Rendition.clip_id == clip.pk)).all()))
        attempts = db.exec(select(Job.attempts).where(*made, Job.state == JobState.done)).one()
    another = second is not None and second is not first
    return (
        f"taken over by another {another}, in attempt {attempts}, {versions} version of it",
        f"taken over after {taken:.1f} s by a lease of {cluster.lease_s:.0f} s, ready after {whole:.1f} s",
    )


class Sending:
    """A recording that Ada sends piece by piece, and what she was told of it."""

    def __init__(self, cluster: Cluster, data: bytes, name: str) -> None:
        self.cluster, self.data = cluster, data
        self.tus: Tus = cluster.tus()
        self.place = self.tus.place(len(data), filename=name, title=Path(name).stem)
        self.key = self.place.rsplit("/", 1)[1]
        self.told = 0  # the furthest offset that was acknowledged
        self.back_by = 0  # bytes that were acknowledged and asked for again
        self.stood = 0.0  # the longest that nothing was taken
        self.failed = 0

    def send(self, *, pause_s: float = 0.0) -> None:
        """Send it to its end, however often that takes, from where we are told that it is."""
        moved = time.monotonic()
        while self.told < len(self.data):
            try:
                offset = self.tus.offset(self.place)
                self.back_by = max(self.back_by, self.told - offset)
                came = self.tus.patch(self.place, offset, _slowly(self.data[offset : offset + PIECE], pause_s))
                well = came.status_code == 204
                self.told = max(self.told, int(came.headers["upload-offset"]) if well else 0)
            except (httpx2.TransportError, AssertionError):  # no answer, or one of nginx's own
                well = False
            self.stood = max(self.stood, time.monotonic() - moved)
            if well:
                moved = time.monotonic()
            else:
                self.failed += 1
                if time.monotonic() - moved > 120:
                    raise TimeoutError(f"an upload stands at {self.told}")
                time.sleep(0.3)
        whole = hashlib.sha256(self.data).hexdigest()
        self.cluster.tell(
            f"the upload {self.key}",
            lambda db: bool(db.exec(select(Recording).where(Recording.sha256 == whole)).first()),
        )

    def is_whole(self) -> bool:
        """Whether what is kept of it is what was sent, by the hash that was made of it there."""
        with self.cluster.asking() as db:
            kept = db.exec(select(Recording.sha256).where(Recording.id == self.clip().recording_id)).one()
        return kept == hashlib.sha256(self.data).hexdigest()

    def clip(self) -> Clip:
        """What became of it."""
        with self.cluster.asking() as db:
            key = db.exec(select(Upload.clip_key).where(Upload.key == self.key)).one()
            return db.exec(select(Clip).where(Clip.key == key)).one()


def _slowly(data: bytes, pause_s: float) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE // 8):
        yield data[start : start + PIECE // 8]
        time.sleep(pause_s)


def noise(place: Path, seconds: int) -> bytes:
    """A recording of quiet noise: 192 kB a second, and no two alike."""
    chance = random.Random(str(place))
    block = b"".join(chance.randint(-900, 900).to_bytes(2, "little", signed=True) for _ in range(96_000))
    with wave.open(str(place), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        for _ in range(seconds):
            file.writeframes(block)
    return place.read_bytes()


def web_in_mid_upload(cluster: Cluster) -> tuple[str, str]:
    """Kill one web process, then the other, while a recording comes in; each is started anew."""
    sending = Sending(cluster, noise(cluster.folder / "ward.wav", 60), "ward.wav")
    thread = threading.Thread(target=sending.send, kwargs={"pause_s": 0.08})
    thread.start()
    for one in cluster.web:
        before, end = sending.told, time.monotonic() + 30
        while sending.told < before + 2 * PIECE and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.2)
        one.kill()
        time.sleep(1)
        one.start()
    thread.join()
    clip = sending.clip()
    ready = cluster.until(lambda db: db.get_one(Clip, clip.pk).state is ClipState.ready, MADE_WITHIN_S)
    broken = "broken off" if sending.failed else "NEVER broken off"
    return (
        f"{broken}, {sending.back_by} acknowledged bytes asked for again, whole {sending.is_whole()}, made into film",
        f"{sending.failed} requests failed, stood {sending.stood:.1f} s at most, film {ready:.0f} s later",
    )


def primary(cluster: Cluster) -> tuple[str, str]:
    """Kill PostgreSQL's primary while people answer, write and send, and promote the standby."""
    ward = Ward(cluster, PEOPLE + WRITERS)
    storm, took = Storm(ward, 5), [0.0]
    first = storm.waiting.pop(0)
    sending = Sending(cluster, noise(cluster.folder / "round.wav", 40), "round.wav")
    thread = threading.Thread(target=sending.send, kwargs={"pause_s": 0.1})

    def kill() -> None:
        thread.start()
        storm.until_told(30)
        cluster.pair.kill_primary()
        began = time.monotonic()
        cluster.pair.promote()
        took[0] = until_written(storm, first, began)
        storm.until_told(30)
        thread.join()

    came = storm.run_beside(kill)
    wrong = f"{len(came.wrong)} lost, doubled or half" + "".join(f"; {one}" for one in came.wrong[:3])
    told = "" if came.acknowledged > 30 and came.saves else ", nobody was told anything"
    when = f"within {BACK_WITHIN_S:.0f} s" if took[0] <= BACK_WITHIN_S else f"after {took[0]:.1f} s"
    cluster.tell("the answers of the ward", lambda _: not ward.wrong(ward.seats))
    return (
        f"{wrong}{told}; writes back {when}; {sending.back_by} acknowledged bytes of an upload asked for again, "
        f"whole {sending.is_whole()}",
        f"writes back after {took[0]:.1f} s; {came.acknowledged} answers and {came.saves} saves acknowledged, "
        f"{came.unheard} never answered, {dict(came.statuses)}; an upload stood {sending.stood:.1f} s",
    )
