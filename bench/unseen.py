"""Unseen: searches for what is said out of sight take as long as searches for what nobody says.

Two hundred pairs of requests to the whole of the web, in one process, by someone who has decided in no case: one asks
for a word that is said only after a decision, in one clip or in some forty, the other for a word that is said nowhere.
Their answers must be the same, or nothing is measured. Of three turns of each request the quickest counts, in
processor time; `apart` is how far the medians are from each other.
"""

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import col, select
from starlette.testclient import TestClient

from casebook.app import create_app
from casebook.cases.case import CaseClip
from casebook.db.engine import reading, writing
from casebook.demo.seeding import add_cast
from casebook.library import Library, open_library
from casebook.media.transcript import Cue, Transcript
from casebook.preparing import prepare
from casebook.search.indexing import rebuild
from casebook.settings import read_settings

from .pairs import Pair, Plan
from .search.corpus import fill
from .search.questions import questions

CLIPS, PAIRS, TURNS = 200, 200, 3
#: The word alone, beside words that are seen, and begun.
SHAPES = ("{} ", "{} {seen} ", '"{}" {seen} ', "{seen} {}")
MOST_APART = 0.05


def plan(folder: Path) -> Plan:
    """The comparison, in a library made in `folder`."""
    library = _library(folder / "library")
    limits = {"apart": MOST_APART}
    runs: dict[str, Callable[[Path], dict[str, float]]] = {
        "promised": lambda _: limits,
        "measured": lambda _: asked(library),
    }
    return Plan(runs, [Pair("unseen / nowhere", "promised", "measured", {"apart": 1.0})])


def asked(library: Library) -> dict[str, float]:
    """Ask all pairs, and tell how far apart their medians are."""
    client = TestClient(create_app(library), base_url="http://localhost:8000", follow_redirects=False)
    client.post("/demo/sign-in", data={"person": "lena@casebook.example"}, headers={"sec-fetch-site": "same-origin"})

    def ask(text: str) -> tuple[float, str]:
        began = time.process_time()
        answer = client.get("/search", params={"q": text}, headers={"accept": "text/html"})
        spent = time.process_time() - began
        assert answer.status_code == 200
        return spent, answer.text

    unseen, nowhere, seen = *_words(), _seen(library.engine)
    spent: dict[str, list[float]] = {"unseen": [], "nowhere": []}
    for number, pair in enumerate(zip(unseen, nowhere, strict=True)):
        shape = SHAPES[number % len(SHAPES)]
        texts = dict(zip(spent, (shape.format(word, seen=seen[number]) for word in pair), strict=True))
        best, told = dict.fromkeys(texts, 1e9), dict.fromkeys(texts, "")
        for turn in range(TURNS):
            for which in list(texts)[:: 1 if (turn + number) % 2 else -1]:
                took, told[which] = ask(texts[which])
                best[which] = min(best[which], took)
        if told["unseen"].replace(*pair) != told["nowhere"]:
            raise SystemExit(f"{texts['unseen']!r} and {texts['nowhere']!r} are answered differently")
        for which, took in best.items():
            spent[which].append(1000 * took)
    medians = {which: statistics.median(all_of_them) for which, all_of_them in spent.items()}
    print(f"medians in ms: unseen {medians['unseen']:.2f}, nowhere {medians['nowhere']:.2f}")
    return {"apart": abs(medians["unseen"] / medians["nowhere"] - 1)} | medians


def _library(folder: Path) -> Library:
    settings = read_settings(data=folder, demo=True, second_factor="offered")
    prepare(settings)
    library = open_library(settings)
    with writing(library.engine) as db:
        add_cast(db)
    fill(library.engine, clips=CLIPS)
    with writing(library.engine) as db:
        after = (
            select(Cue)
            .join(Transcript, col(Transcript.id) == Cue.transcript_id)
            .join(CaseClip, col(CaseClip.clip_id) == Transcript.clip_id)
            .where(CaseClip.after)
        )
        cues = db.exec(after.order_by(col(Cue.id))).all()
        for number, word in enumerate(_words()[0]):
            for cue in cues[number :: len(cues) // (1 + number % 40)]:
                cue.text = f"{cue.text} {word}"
    rebuild(library.engine, library.index)
    return library


def _words() -> tuple[list[str], list[str]]:
    """Words without a vowel, each like no other: those that are said out of sight, and those that are not said."""
    chance = random.Random(11)
    made = ["".join(chance.sample("bcdfghjkmnpqrtvwxz", 10)) for _ in range(2 * PAIRS)]
    return made[:PAIRS], made[PAIRS:]


def _seen(engine: Engine) -> list[str]:
    """Words that are said in sight, one for each pair."""
    before = (
        select(Cue.text)
        .join(Transcript, col(Transcript.id) == Cue.transcript_id)
        .join(CaseClip, col(CaseClip.clip_id) == Transcript.clip_id)
        .where(~col(CaseClip.after))
    )
    with reading(engine) as db:
        cues = list(db.exec(before.order_by(col(Cue.id))).all())
    return [one.words[0] for one in questions(cues, each=PAIRS) if one.kind == "rare"]
