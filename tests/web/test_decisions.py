"""A decision about film is kept while nothing that it rests on has changed, and no longer."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, inspect, text
from sqlmodel import Session, col, select, update

from casebook.cases.case import CaseClip
from casebook.cases.publication import Publication
from casebook.clock import now, standing_at, steady
from casebook.db.engine import open_engine, reading, writing
from casebook.db.epoch import SIGHT, Epoch
from casebook.db.migrate import migrate
from casebook.library import Library
from casebook.media.allowing import next_turn
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Audience, Consent, Use
from casebook.media.consenting import give_consent, withdraw_consent
from casebook.media.ending import end_recording
from casebook.media.tombstone import Why
from casebook.people.person import Appointment, Organisation, Person, Role, SignIn
from casebook.people.signing_in import Asker, sign_out_everywhere, suspend
from casebook.people.viewer import somebody
from casebook.reflect.responding import respond
from casebook.web import decisions
from casebook.web.decisions import MOST, Decisions
from tests.conftest import Visitor, an_answer, cast, the_case

Visit = Callable[[str], Visitor]

#: Tables that are asked about whoever asks, with each piece of film or as what she teaches, which opens no film.
WHO = {"sign_ins", "suspensions", "memberships", "cohort_closures", "delegations", "epochs"}

#: Tables that have a trigger which moves the epoch.
TRIGGERS = {
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%moves_sight'",
    "postgresql": "SELECT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE '%moves_sight'",
}


@pytest.fixture
def film(ready: Library) -> str:
    """The playlist of the clip told before the decision."""
    with writing(ready.engine) as db:
        return playlist(db, after=False)


def playlist(db: Session, *, after: bool) -> str:
    key, version = db.exec(
        select(Clip.key, Clip.version).join(CaseClip).where(CaseClip.after == after).order_by(Clip.key)
    ).first() or ("", 0)
    return f"/m/{key}/{version}/hls/index.m3u8"


def answer(db: Session, library: Library) -> None:
    respond(db, library.keyring, *the_case(db), an_answer(), by=cast(db, "lena"))


@contextmanager
def questions(library: Library) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Connection, _cursor: object, sentence: str, *_: object) -> None:
        if sentence.startswith("SELECT"):
            asked.append(sentence)

    event.listen(library.engine, "before_cursor_execute", note)
    yield asked
    event.remove(library.engine, "before_cursor_execute", note)


def test_who_watches_on_asks_one_question_a_piece(visit: Visit, ready: Library, film: str) -> None:
    lena = visit("lena")
    assert lena.get(film).status_code == 200
    with questions(ready) as asked:
        assert lena.get(film).status_code == 200
    assert len(asked) == 1
    assert "sign_ins" in asked[0]


def test_a_kept_decision_lets_no_other_file_out(visit: Visit, film: str) -> None:
    lena = visit("lena")
    assert lena.get(film).status_code == 200
    folder, version = film.rsplit("/", 2)[0], int(film.split("/")[3])
    for path in (f"{folder}/index.html", f"{folder.replace(f'/{version}/', f'/{version + 1}/')}/index.m3u8",
                 f"{folder}/..%2f..%2fcasebook.db"):  # fmt: skip
        assert lena.get(path).status_code == 404, path


def withdrawn(db: Session) -> None:
    for consent in db.exec(select(Consent)).all():
        withdraw_consent(db, consent, reason="She asked.")


def superseded(db: Session) -> None:
    for recording in db.exec(select(Recording)).all():
        give_consent(db, recording, evidence="Form 9", audience=Audience.public, uses={Use.live_showing})


def for_others(db: Session) -> None:
    other = Organisation(slug="other", name="Other")
    db.add(other)
    db.flush()
    for recording in db.exec(select(Recording)).all():
        give_consent(db, recording, evidence="Form 9", audience=Audience.named, organisations=[other.pk], uses=set(Use))


def ended(db: Session) -> None:
    for recording in db.exec(select(Recording)).all():
        end_recording(db, recording, Why.ran_out)


def closed(db: Session) -> None:
    db.exec(update(Publication).values(ended_at=now()))


def left_out(db: Session) -> None:
    db.execute(text("DELETE FROM case_clips"))


def at_another_version(db: Session) -> None:
    db.exec(update(Clip).values(version=Clip.version + 1, also_version=0))


def signed_out(db: Session) -> None:
    sign_out_everywhere(db, cast(db, "lena"))


def shut_out(db: Session) -> None:
    suspend(db, cast(db, "lena"), reason="Until it is clear")


def grown_idle(db: Session) -> None:
    db.exec(update(SignIn).values(seen_at=now() - timedelta(minutes=21)))


@pytest.mark.parametrize(
    "lost",
    [withdrawn, superseded, for_others, ended, closed, left_out, at_another_version, signed_out, shut_out, grown_idle],
)
def test_what_another_process_takes_out_of_sight_is_out_at_once(
    visit: Visit, ready: Library, film: str, lost: Callable[[Session], None]
) -> None:
    lena = visit("lena")
    assert [lena.get(film).status_code for _ in range(3)] == [200] * 3
    elsewhere = open_engine(ready.settings.database_url)
    with writing(elsewhere) as db:
        lost(db)
    elsewhere.dispose()
    assert lena.get(film).status_code in (303, 404, 410)


def test_what_an_answer_opened_closes_when_the_answer_goes(visit: Visit, ready: Library) -> None:
    lena = visit("lena")
    with writing(ready.engine) as db:
        after = playlist(db, after=True)
        answer(db, ready)
    assert [lena.get(after).status_code for _ in range(2)] == [200, 200]
    with writing(ready.engine) as db:
        db.execute(text("DELETE FROM commitments"))
    assert lena.get(after).status_code == 404


def test_a_role_that_ends_takes_what_it_opened(visit: Visit, ready: Library) -> None:
    """A lay reviewer reads drafts; her decisions are kept as a learner's are."""
    with writing(ready.engine) as db:
        db.add(Appointment(person_id=cast(db, "otto").pk, role=Role.lay_reviewer))
        after = playlist(db, after=True)
    otto = visit("otto")
    assert [otto.get(after).status_code for _ in range(2)] == [200, 200]
    with writing(ready.engine) as db:
        db.exec(update(Appointment).where(col(Appointment.role) == Role.lay_reviewer).values(ended_at=now()))
    assert otto.get(after).status_code == 404


def test_who_leaves_an_organisation_loses_what_was_for_it(visit: Visit, ready: Library, film: str) -> None:
    with writing(ready.engine) as db:
        hers = cast(db, "lena").organisation_id
        assert hers
        for recording in db.exec(select(Recording)).all():
            give_consent(db, recording, evidence="Form 9", audience=Audience.named, organisations=[hers], uses=set(Use))
    lena = visit("lena")
    assert [lena.get(film).status_code for _ in range(2)] == [200, 200]
    with writing(ready.engine) as db:
        db.exec(update(Person).where(col(Person.email) == "lena@casebook.example").values(organisation_id=None))
    assert lena.get(film).status_code == 404


def test_everything_that_a_decision_rests_on_moves_the_epoch(visit: Visit, ready: Library, film: str) -> None:
    """Every table that the gate asks has its triggers; a migration that makes a table anew would lose them."""
    lena, key = visit("lena"), film.split("/")[2]
    with questions(ready) as asked:
        assert lena.get(film).status_code == 200
        assert lena.get(f"/m/{key}/1/still/poster.jpg").status_code == 200
        lena.get("/covers/the-open-door")
        lena.get("/m/nosuchkey234/1/hls/index.m3u8")
    tables = set(re.findall(r"(?:FROM|JOIN|,) (\w+)(?= AS| \n|\n| WHERE| JOIN|,|\))", "\n".join(asked)))
    assert {"consents", "case_clips", "publications", "commitments", "tombstones", "appointments"} <= tables
    with ready.engine.connect() as connection:
        counted = set(connection.scalars(text(TRIGGERS[ready.engine.dialect.name])))
    assert (tables & set(inspect(ready.engine).get_table_names())) - WHO - counted == set()


def test_an_answer_moves_no_epoch_and_a_withdrawal_does(ready: Library) -> None:
    before = epoch(ready)
    with writing(ready.engine) as db:
        answer(db, ready)
    assert epoch(ready) == before
    with writing(ready.engine) as db:
        withdrawn(db)
    assert epoch(ready) > before


def test_a_change_that_is_undone_moves_no_epoch(ready: Library) -> None:
    before = epoch(ready)
    with pytest.raises(ZeroDivisionError):
        undone(ready)
    assert epoch(ready) == before


def undone(library: Library) -> None:
    with writing(library.engine) as db:
        withdrawn(db)
        raise ZeroDivisionError


def epoch(library: Library) -> int:
    with reading(library.engine) as db:
        return db.exec(select(Epoch.number).where(Epoch.name == SIGHT)).one()


@pytest.mark.parametrize("who", ["ada", "vera"])
def test_what_those_who_make_cases_may_see_is_asked_each_time(
    visit: Visit, ready: Library, film: str, who: str
) -> None:
    maker = visit(who)
    assert maker.get(film).status_code == 200
    with questions(ready) as asked:
        assert maker.get(film).status_code == 200
    assert len(asked) > 2


def test_a_refusal_is_not_kept(visit: Visit, ready: Library) -> None:
    lena = visit("lena")
    with writing(ready.engine) as db:
        after = playlist(db, after=True)
    assert [lena.get(after).status_code for _ in range(2)] == [404, 404]
    with writing(ready.engine) as db:
        answer(db, ready)
    assert lena.get(after).status_code == 200


ABOUT = ("film", "abc")
ASKING = Asker(pk=1, seen_at=now(), epoch=7)


def test_a_decision_is_found_for_its_sign_in_its_clip_and_its_epoch_alone() -> None:
    kept = Decisions()
    kept.keep(ASKING, ABOUT, frozenset({1}), somebody(), None)
    found = kept.find(ASKING, ABOUT)
    assert found is not None
    assert found.decision == {1}
    for other in (ASKING._replace(pk=2), ASKING._replace(epoch=8), ASKING._replace(epoch=6)):
        assert kept.find(other, ABOUT) is None
    assert kept.find(ASKING, ("picture", "abc")) is None
    assert kept.find(ASKING, ("film", "abd")) is None


@pytest.mark.parametrize(("signed_s", "life_s"), [(0.0, 60.0), (45.0, 15.0)])
def test_no_decision_outlives_a_minute_with_the_address_it_signs(
    monkeypatch: pytest.MonkeyPatch, signed_s: float, life_s: float
) -> None:
    kept, began = Decisions(signed_s), steady()
    monkeypatch.setattr(decisions, "steady", lambda: began)
    kept.keep(ASKING, ABOUT, 1, somebody(), None)
    monkeypatch.setattr(decisions, "steady", lambda: began + life_s - 1)
    assert kept.find(ASKING, ABOUT)
    monkeypatch.setattr(decisions, "steady", lambda: began + life_s)
    assert kept.find(ASKING, ABOUT) is None


def test_no_decision_outlives_the_moment_at_which_a_consent_ends(ready: Library) -> None:
    moment, kept = now(), Decisions()
    with writing(ready.engine) as db:
        assert next_turn(db) is None
        recording = db.exec(select(Recording).order_by(col(Recording.id))).first()
        assert recording is not None
        give_consent(db, recording, evidence="Form 9", audience=Audience.public, uses=set(Use),
                     until=moment + timedelta(seconds=9))  # fmt: skip
        db.flush()
        turn = next_turn(db)
    assert turn == moment + timedelta(seconds=9)
    kept.keep(ASKING, ABOUT, 1, somebody(), turn)
    with standing_at(moment + timedelta(seconds=8)):
        assert kept.find(ASKING, ABOUT)
    with standing_at(moment + timedelta(seconds=9)):
        assert kept.find(ASKING, ABOUT) is None


def test_only_so_many_are_kept() -> None:
    kept = Decisions()
    for number in range(MOST + 5):
        kept.keep(ASKING._replace(pk=number), ABOUT, 1, somebody(), None)
    assert len(kept._kept) <= MOST
    assert kept.find(ASKING._replace(pk=MOST + 4), ABOUT)


def test_the_epoch_is_there_after_each_way_of_migrating(tmp_path: object) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/new.db")
    migrate(engine)
    migrate(engine, "0035")
    migrate(engine)
    with engine.connect() as connection:
        assert connection.scalars(select(col(Epoch.number))).all() == [1]
    engine.dispose()
