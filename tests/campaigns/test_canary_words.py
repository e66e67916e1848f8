"""No private word reaches one who may not have it: every private field holds a word of its own; the thirteen actors,
one who stands in and one whose place has ended crawl all there is; an operator reads every file. Each word is met by
its own reader, else the crawl would mean little."""

import tempfile
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select, update

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.cohort import Cohort
from casebook.people.joining import add_person, join_cohort
from casebook.people.keeping_cohorts import delegate
from casebook.people.person import CareerStage, Organisation, Role, SignIn
from casebook.people.signing_in import set_password, sign_in, suspend
from casebook.people.tokens import give_token
from casebook.reflect.response import SealedRecord
from tests.conftest import Visitor, cast, make_ready
from tests.web.test_cases import respond

from . import planting
from .crawling import crawled, paths_of_the_map, text_of
from .planting import Words

#: Beside the cast, who is: a trainee of another organisation, an educator, an author, a reviewer.
MORE = {
    "nell": Role.trainee, "sue": Role.trainee, "fay": Role.trainee, "edie": Role.educator, "stan": Role.educator,
    "adam": Role.administrator,
}  # fmt: skip
AFTER = ("zebracanary", "walrusfeather", "xylophonecanary")  # told after the decision
SEES_AFTER = {"lena", "nell", "tom", "ada", "vera"}


def signed_in(library: Library, name: str) -> Visitor:
    """A visitor with a cookie of hers, whoever she is."""
    visitor = Visitor(library)
    with writing(library.engine) as db:
        secret = sign_in(db, cast(db, name), hours=12)[1]
    visitor.client.cookies.set("sid", secret)
    return visitor


def more_people(db: Session) -> None:
    """Nell learns with Lena, Sue will be suspended, Fay learnt with them until yesterday, Edie teaches elsewhere, Stan
    stands in for Tom, Adam administers."""
    north = db.exec(select(Cohort).where(Cohort.name == "North")).first()
    assert north is not None
    organisations = db.exec(select(Organisation).order_by(col(Organisation.id))).all()
    for name, role in MORE.items():
        of = organisations[-1] if name == "edie" else organisations[0]
        address = f"{name}@casebook.example"
        person = add_person(db, name=name.title(), email=address, roles=[role], stage=CareerStage.gp, organisation=of)
        db.flush()
        if role == Role.trainee:
            ends_on = now().date() - timedelta(days=1) if name == "fay" else None
            join_cohort(db, north, person, starts_on=now().date() - timedelta(days=9), ends_on=ends_on)
    delegate(db, north, email="stan@casebook.example", days=7, by=cast(db, "tom"))


class Hospital:
    """The small library with all its people, everything planted, and a visitor for each who crawls."""

    def __init__(self, library: Library) -> None:
        self.library, self.words = library, Words()
        with writing(library.engine) as db:
            more_people(db)
            self.password = self.words.new("password", "nobody")
            set_password(db, cast(db, "lena"), self.password)
        self.visitors = {name: signed_in(library, name) for name in ("lena", "otto", "tom", "ada", "vera", *MORE)}
        self.visitors["guest"] = Visitor(library)
        self._plant()
        self._lock_out()

    def _plant(self) -> None:
        words, at = self.words, self.visitors
        planting.plant_answers("lena", at["lena"], words, "nell")
        for number in range(9):  # ten let their reasons out, so that editors are asked to read them
            self._one_more(number)
        planting.plant_notes("lena", at["lena"], words, "nell", "tom")
        self.shared = planting.plant_reflections("lena", at["lena"], words, "tom")
        assert at["tom"].post(f"{self.shared}/reading").status_code == 303
        respond(at["nell"], reasons=words.new("reasons", "nell", "lena"), closing=words.new("closing", "nell"))
        respond(at["tom"], reasons=words.new("reasons", "tom"), closing=words.new("closing", "tom"))
        planting.plant_drafts("nell", at["nell"], words, second=True)
        planting.plant_drafts("otto", at["otto"], words)
        self.looked_for = planting.plant_search("otto", at["otto"], words)
        planting.plant_consent(self.library, words)
        respond(at["sue"])
        planting.plant_reflections("sue", at["sue"], words, "lena")
        self._plant_together()

    def _plant_together(self) -> None:
        """What people write to each other, about each other and in groups."""
        words, at = self.words, self.visitors
        planting.plant_shown_pair("lena", at["lena"], "nell", at["nell"], words)
        half = planting.plant_pair(at["tom"], at["vera"])  # Vera has not agreed, so Tom is not read
        assert at["tom"].post(f"{half}/agreement").status_code == 303
        planting.plant_remark("nell", at["nell"], at["ada"], words)
        planting.plant_teaching_notes(at["tom"], at["edie"], at["ada"], at["vera"], words)
        planting.plant_programmes(at["tom"], words, ("lena", "nell"))
        planting.plant_sets(at["tom"], words, ("lena", "nell"))
        planting.plant_invitations(at["tom"], words)
        planting.plant_unopened_share("lena", at["lena"], words)
        planting.plant_session(at["tom"], at["lena"], at["guest"], words)
        planting.plant_health_check(at["tom"], words, ("lena", "nell", "tom"))

    def _one_more(self, number: int) -> None:
        with writing(self.library.engine) as db:
            add_person(db, name="Someone", email=f"more{number}@casebook.example", roles=[Role.trainee])
        one = signed_in(self.library, f"more{number}")
        respond(one)
        path = f"/decision-points/{planting.point_key(self.library)}/shared-reason"
        assert one.post(path, text=f"Somebody else's {number}.").status_code == 303

    def _lock_out(self) -> None:
        self.visitors |= {"anonymous": Visitor(self.library), "token": Visitor(self.library)}
        self.visitors["suspended"] = self.visitors.pop("sue")
        self.visitors["expired"] = signed_in(self.library, "lena")
        with writing(self.library.engine) as db:
            self.shut_out_for = self.words.new("suspended for", "nobody")
            suspend(db, cast(db, "sue"), reason=self.shut_out_for)
            self.token = give_token(db, cast(db, "ada"), name="a program", days=1)[1]
            newest = select(SignIn.id).order_by(col(SignIn.id).desc()).limit(1).scalar_subquery()
            db.exec(update(SignIn).where(col(SignIn.id) == newest).values(ends_at=now() - timedelta(minutes=1)))

    def met(self) -> tuple[dict[str, set[str]], list[str]]:
        """Who met which word, and where somebody met one that is not hers."""
        paths = paths_of_the_map(self.library)
        met: dict[str, set[str]] = defaultdict(set)
        wrong = []
        told = {word: frozenset(SEES_AFTER) for word in AFTER}
        for name, visitor in self.visitors.items():
            headers = {"authorization": f"Bearer {self.token}"} if name == "token" else {}
            for path, answer in crawled(visitor, [*paths, self.shared], **headers):
                text = text_of(answer)
                for word, readers in (self.words.readers | told).items():
                    if word in text and f"q={word}" not in path:
                        met[word].add(name)
                        if name not in readers:
                            wrong.append(f"{name} met {word} at {path}")
        return met, wrong


@pytest.fixture
def hospital(ready: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return Hospital(ready)


def test_no_private_word_reaches_one_who_may_not_have_it(
    hospital: Hospital, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    met, wrong = hospital.met()
    assert wrong == []
    unmet = {word for word in hospital.words.readers if word not in met}
    sues = {word for word in hospital.words.readers if "ofsuex" in word}  # nobody opened what she shared
    over = ("canaryguestdraftof", "canaryroomreasonof")  # answered since; and too few let their room read reasons
    nobodys = {word for word in hospital.words.readers if word.startswith(over)}
    assert unmet <= sues | nobodys | {hospital.password, hospital.shut_out_for, hospital.looked_for}
    assert kinds_of(hospital) >= {
        "answer",
        "second-answer",
        "draft",
        "second-draft",
        "reflection",
        "annotation",
        "shared",
        "pair-offered",
        "pair-shown",
        "pair-note",
    }
    assert all(met[word] >= {"lena", "nell", "tom"} for word in AFTER)
    make_ready(hospital.library)  # the worker indexes, sweeps and writes what it writes
    said = "".join(capfd.readouterr())
    assert said.count("/my-casebook") > 10, "the log was not seen"
    assert [word for word in hospital.words.readers if word in said] == []
    assert on_disk(hospital, tmp_path) == []


def on_disk(hospital: Hospital, folder: Path) -> list[str]:
    """What an operator finds who reads every file: the database and its log, index, film, keys, temporary files."""
    secrets = [*hospital.words.sealed(), hospital.token, *(str(one.client.cookies.get("sid"))
               for one in hospital.visitors.values() if one.client.cookies.get("sid"))]  # fmt: skip
    found, read = [], 0
    for path in folder.rglob("*"):
        if path.is_file():
            held, read = path.read_bytes(), read + 1
            found += [f"{word} in {path.relative_to(folder)}" for word in secrets if word.encode() in held]
    assert read > 20
    return found


def kinds_of(hospital: Hospital) -> set[str]:
    """The kinds of sealed record that were planted."""
    with reading(hospital.library.engine) as db:
        return set(db.exec(select(SealedRecord.kind).distinct()).all())
