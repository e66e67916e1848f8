"""A contributor's own page, by her personal link: what she sees, what she takes back, and what she is told then."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from casebook.audit.audit_entry import AuditEntry
from casebook.audit.verifying import verify
from casebook.cases.case import CaseClip
from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.ledgers import apply_tombstones
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Consent, Use
from casebook.media.consenting import give_consent, live_consent
from casebook.people.contributor import Contributor, ContributorLink
from casebook.people.introducing import introduce
from casebook.people.person import Appointment, Role
from tests.conftest import Visitor, cast, make_ready
from tests.databases import Before

from .test_studio import bring

Visit = Callable[[str], Visitor]
CASE = "/cases/the-open-door"


@pytest.fixture
def hers(ready: Library) -> str:
    """Makes the first recording that of somebody who exists; answers its consent's key."""
    with writing(ready.engine) as db:
        nia = introduce(db, name="Dr Nia Bevan", role="GP", stage="gp", setting="prison")
        recording = db.exec(select(Recording).order_by(col(Recording.id))).first()
        assert recording
        consent = give_consent(
            db, recording, evidence="Cabinet 7", contributor=nia, uses=set(Use), keeps_text=True, by=cast(db, "ada")
        )
        return consent.key


def link_of(visitor: Visitor, consent: str) -> str:
    """Gives her a link; answers the path of her page."""
    page = visitor.post(f"/consents/{consent}/contributor-link").text
    found = re.search(r"<code>http://[^/]+(/contribution\?link=[^<]+)</code>", page)
    assert found
    return html.unescape(found[1])


def test_the_link_opens_her_page_alone_and_a_new_one_ends_it(visit: Visit, ready: Library, hers: str) -> None:
    ada, nobody = visit("ada"), visit("")
    first = link_of(ada, hers)
    page = nobody.get(first)
    assert "The open door" in page.text
    assert "learning alone" in page.text
    for private in ("Cabinet 7", "Ada", "Lena", "Withdraw everything"):
        assert private not in page.text, "one recording, and nothing of who keeps or learns from it"
    assert page.headers["cache-control"] == "no-store"
    second = link_of(ada, hers)
    over, never = nobody.get(first), nobody.get("/contribution?link=never-was")
    assert over.status_code == never.status_code == nobody.get("/contribution").status_code == 404
    assert over.content == never.content
    assert nobody.get(second).status_code == 200
    secret = second.partition("=")[2]
    with reading(ready.engine) as db:
        assert secret not in str([link.model_dump() for link in db.exec(select(ContributorLink)).all()])
    ada.post(f"/consents/{hers}/contributor-link/removal")
    assert nobody.get(second).status_code == 404


def test_one_press_takes_it_back_everywhere_and_the_receipt_is_completed(
    visit: Visit, ready: Library, hers: str
) -> None:
    mine, lena = visit(""), visit("lena")
    path = link_of(visit("ada"), hers)
    link = path.partition("=")[2]
    sure = mine.get(f"/contribution/withdrawal?link={link}&consent={hers}")
    assert "Withdraw now" in sure.text
    with reading(ready.engine) as db:
        assert live_consent(db, _recording(ready).pk), "looking at it changes nothing"
    answer = mine.post("/contribution/withdrawal", link=link, consent=hers)
    assert answer.status_code == 303
    receipt = mine.get(answer.headers["location"]).text
    assert "Stopped" in receipt
    assert "is deleted by" in receipt
    assert "This proof is complete" not in receipt
    assert "taken back by the person in it" in lena.get(CASE).text, "its text stays, as she agreed"
    assert mine.post("/contribution/withdrawal", link=link, consent=hers).status_code == 404, "once"
    make_ready(ready)
    assert "files of film" in mine.get(answer.headers["location"]).text
    with standing_at(now() + timedelta(days=7, minutes=1)):
        make_ready(ready)
        whole = mine.get(answer.headers["location"]).text
    for told in ("This proof is complete", "files of the recording", "lines of words", "clips out of search"):
        assert told in whole
    assert "corridor" not in whole, "no word of hers"
    lines = (ready.settings.tombstones_folder / "ledger").read_text()
    assert lines.count("withdrawn") == 1


def test_an_author_with_an_old_page_open_does_not_undo_what_she_took_back(
    visit: Visit, ready: Library, hers: str
) -> None:
    ada, recording = visit("ada"), _recording(ready)
    old = {
        "speaker": "nia-bevan", "audience": "signed-in", "uses": "teaching", "evidence": "Cabinet 7",
        "supersedes": hers,
    }  # fmt: skip
    link = link_of(ada, hers).partition("=")[2]
    visit("").post("/contribution/withdrawal", link=link, consent=hers)
    assert ada.post(f"/studio/recordings/{recording.key}/consent", **old).status_code == 409
    assert visit("lena").get(f"/clips/{_clip(ready)}").status_code == 410
    again = old | {"supersedes": ""}  # from the page as it is now, which says that the film was taken back
    assert ada.post(f"/studio/recordings/{recording.key}/consent", **again).status_code == 303


def test_a_backup_from_before_it_brings_nothing_back_though_no_worker_ever_ran(
    visit: Visit, ready: Library, hers: str
) -> None:
    lena = visit("lena")
    with reading(ready.engine) as db:
        clip = db.exec(select(Clip).where(Clip.recording_id == _recording(ready).pk)).first()
    assert clip
    film = f"/m/{clip.key}/{clip.version}/hls/index.m3u8"
    assert lena.get(film).status_code == 200
    link = link_of(visit("ada"), hers).partition("=")[2]
    before = Before(ready)
    assert visit("").post("/contribution/withdrawal", link=link, consent=hers).status_code == 303
    assert lena.get(film).status_code == 410
    before.put_back()
    assert lena.get(film).status_code == 200, "the backup knows nothing of it"
    assert apply_tombstones(ready) == 1
    assert lena.get(film).status_code == 410
    assert "what the ledger remembers" in visit("ada").get(f"/consents/{hers}").text
    assert apply_tombstones(ready) == 0


def test_a_case_closes_with_its_film_where_she_did_not_let_its_words_stay(
    visit: Visit, ready: Library, hers: str
) -> None:
    with writing(ready.engine) as db:
        hers = give_consent(db, _recording(ready), evidence="Form 8", uses=[Use.teaching]).key
    path = link_of(visit("ada"), hers)
    assert "The written case closes too" in visit("").get(f"/contribution/withdrawal?{path.partition('?')[2]}").text
    assert visit("lena").get(CASE).status_code == 200
    visit("").post("/contribution/withdrawal", link=path.partition("=")[2], consent=hers)
    assert visit("lena").get(CASE).status_code == 404
    assert visit("lena").get(f"/clips/{_clip(ready)}").status_code == 410, "the film says why it stopped"
    assert "Draft" in visit("ada").get(CASE).text


def test_a_case_whose_words_may_not_stay_goes_with_the_last_day_of_its_consent(
    visit: Visit, ready: Library, hers: str
) -> None:
    until = now() + timedelta(days=1)
    for keeps_text, then in ((True, 200), (False, 404)):
        with writing(ready.engine) as db:
            give_consent(db, _recording(ready), evidence="Form 8", keeps_text=keeps_text, until=until)
        assert visit("lena").get(CASE).status_code == 200
        with standing_at(until + timedelta(seconds=1)):
            assert visit("lena").get(CASE).status_code == then, "by the clock, and not when a worker looks"


def test_an_author_gives_no_link_to_what_another_keeps(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    hers, his = bring(stocked, tmp_path)[0], bring(stocked, tmp_path, "Another")[0]
    with writing(stocked.engine) as db:
        nia = introduce(db, name="Dr Nia Bevan", role="GP", stage="gp", setting="prison")
        vera = cast(db, "vera")
        db.add(Appointment(person_id=vera.pk, role=Role.author))
        told = {one.key: one for one in db.exec(select(Recording)).all()}
        told[his].received_from_id = vera.pk
        mine = give_consent(db, told[hers], evidence="Form 1", contributor=nia).key
        veras = give_consent(db, told[his], evidence="Form 2", contributor=nia).key
        officer = cast(db, "tom")
        db.add(Appointment(person_id=officer.pk, role=Role.consent_officer))
    for name, consent in (("ada", mine), ("vera", veras)):
        assert visit(name).post(f"/consents/{consent}/contributor-link").status_code == 403
    assert link_of(visit("tom"), mine)
    assert visit("ada").post(f"/consents/{mine}/contributor-link/removal").status_code == 403


def test_whoever_withdraws_by_her_link_leaves_a_row_without_a_name(visit: Visit, ready: Library, hers: str) -> None:
    link = link_of(visit("ada"), hers).partition("=")[2]
    visit("").post("/contribution/withdrawal", link=link, consent=hers)
    with reading(ready.engine) as db:
        rows = db.exec(select(AuditEntry).where(AuditEntry.act == "contribution_withdrawals.create")).all()
        assert [(one.who, one.about) for one in rows] == [("contributor", f"consents/{hers}")]
        assert verify(db, ready.trail).fault == ""


def test_nobody_withdraws_what_is_another_persons(visit: Visit, ready: Library, hers: str) -> None:
    with reading(ready.engine) as db:
        others = db.exec(select(Consent).where(Consent.key != hers, Consent.contributor_id.is_not(None))).all()  # type: ignore[union-attr]
        other = next(one.key for one in others if one.superseded_at is None)
    link = link_of(visit("ada"), hers).partition("=")[2]
    for sent in (other, "abcdefghjkmn"):
        assert visit("").post("/contribution/withdrawal", link=link, consent=sent).status_code == 404
    assert visit("lena").post("/contribution/withdrawal", consent=hers).status_code == 404
    assert visit("").get(f"/contribution/withdrawal?link={link}&consent={other}").status_code == 404


def test_she_may_keep_it_with_her_account(visit: Visit, ready: Library, hers: str) -> None:
    link = link_of(visit("ada"), hers).partition("=")[2]
    otto = visit("otto")
    assert otto.get("/contribution").status_code == 404
    assert "Keep this with my account" in otto.get(f"/contribution?link={link}").text
    assert otto.post("/contribution/account", link=link).status_code == 303
    assert "The open door" in otto.get("/contribution").text
    assert visit("lena").get("/contribution").status_code == 404
    assert otto.post("/contribution/withdrawal", consent=hers).status_code == 303


def test_with_the_link_ends_what_an_account_that_kept_it_sees(visit: Visit, ready: Library, hers: str) -> None:
    """The link may have been found, and kept with the finder's account."""
    ada, otto = visit("ada"), visit("otto")
    otto.post("/contribution/account", link=link_of(ada, hers).partition("=")[2])
    link_of(ada, hers)
    assert otto.get("/contribution").status_code == 200
    assert "keeps this with an account" in ada.get(f"/consents/{hers}").text
    ada.post(f"/consents/{hers}/contributor-link/removal")
    assert otto.get("/contribution").status_code == 404
    assert otto.post("/contribution/withdrawal", consent=hers).status_code == 404
    assert "keeps this with an account" not in ada.get(f"/consents/{hers}").text


def test_nobody_invented_is_given_a_link(visit: Visit, ready: Library) -> None:
    with reading(ready.engine) as db:
        invented = db.exec(select(Consent.key).join(Contributor).where(Contributor.invented)).first()
    assert invented
    assert visit("ada").post(f"/consents/{invented}/contributor-link").status_code == 403


def _clip(library: Library) -> str:
    with reading(library.engine) as db:
        told = select(Clip.key).join(CaseClip).where(CaseClip.name == "ada-before")
        return db.exec(told).one()


def _recording(library: Library) -> Recording:
    with reading(library.engine) as db:
        found = db.exec(select(Recording).order_by(col(Recording.id))).first()
    assert found
    return found
