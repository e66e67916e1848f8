"""Case sets over the web: built, put in order, shared and worked through; not there for whom they are not."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from casebook.cases import assembling
from casebook.cases.case import Case, CaseClip
from casebook.clock import now
from casebook.db.engine import writing
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.media.consent import Consent
from casebook.media.consenting import withdraw_consent
from tests.conftest import Visitor
from tests.three_cases import MORE, add_more_cases

Visit = Callable[[str], Visitor]
SLUGS = ["the-open-door", *MORE]


@pytest.fixture
def three(stocked: Library, small_content: Path, tmp_path: Path) -> Library:
    add_more_cases(stocked, small_content, tmp_path)
    return stocked


def begin(visitor: Visitor, *slugs: str, title: str = "Nights on call") -> str:
    """A set with these cases; answers its address."""
    answer = visitor.post("/sets", title=title, slot="45")
    assert answer.status_code == 303, answer.text
    where = answer.headers["location"].removesuffix("/builder")
    for slug in slugs:
        assert visitor.post(f"{where}/steps", case=slug).status_code == 303
    return where


def steps(visitor: Visitor, where: str) -> list[str]:
    """The keys of a set's steps in their order."""
    return re.findall(r'id="step-(\w+)"', visitor.get(f"{where}/builder").text)


def titles(visitor: Visitor, where: str) -> list[str]:
    return re.findall(r"<h2><a [^>]*>([^<]+)</a></h2>", visitor.get(where).text)


def test_a_set_is_begun_filled_and_put_in_order_without_javascript(visit: Visit, three: Library) -> None:
    tom = visit("tom")
    where = begin(tom, *SLUGS)
    assert titles(tom, where) == ["The open door", "His daughter", "The list"]
    first, second, last = steps(tom, where)
    assert tom.post(f"{where}/order", step=last, by="-1").status_code == 303
    assert steps(tom, where) == [first, last, second]
    assert tom.post(f"{where}/order", step=first, by="-1").status_code == 303, "it stands first already"
    assert tom.post(f"{where}/steps/{second}", prompt="Who is in the room?", minutes="20").status_code == 303
    page = tom.get(f"{where}/builder").text
    assert "Who is in the room?" in page
    assert "42 of 45 minutes" in page
    assert tom.post(f"{where}/steps/{last}/removal").status_code == 303
    assert steps(tom, where) == [first, second]


def test_a_dragged_order_is_kept(visit: Visit, three: Library) -> None:
    tom = visit("tom")
    where = begin(tom, *SLUGS)
    keys = steps(tom, where)
    sent = {"sec-fetch-site": "same-origin", "accept": "text/html", "hx-request": "true"}
    answer = tom.client.post(f"{where}/order", data={"steps": keys[::-1]}, headers=sent)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section id="set"')
    assert steps(tom, where) == keys[::-1]


def test_a_case_is_added_by_one_press_from_search_from_browsing_and_from_its_page(visit: Visit, three: Library) -> None:
    tom = visit("tom")
    for path in ("/cases", "/cases/the-list"):
        assert "Start a set with it" in tom.get(path).text
    answer = tom.post("/sets", case="the-list")
    where = answer.headers["location"].removesuffix("/builder")
    assert titles(tom, where) == ["The list"]
    for path in ("/cases", "/cases/the-open-door", "/search?q=leave+the+door"):
        assert "Add to “New set”" in tom.get(path).text, path
    sent = {"sec-fetch-site": "same-origin", "accept": "text/html", "hx-request": "true"}
    added = tom.post(f"{where}/steps", headers=sent, case="the-open-door")
    assert added.status_code == 200
    assert added.text.lstrip().startswith('<div id="add-the-open-door"')
    assert "In <a" in added.text
    assert titles(tom, where) == ["The list", "The open door"]
    assert "Add to" not in tom.get("/cases/the-list").text


def test_a_full_set_says_so_where_the_press_was(visit: Visit, three: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembling, "MOST_STEPS", 1)
    tom = visit("tom")
    where = begin(tom, "the-list")
    sent = {"sec-fetch-site": "same-origin", "accept": "text/html", "hx-request": "true"}
    in_builder = tom.post(f"{where}/steps", headers=sent, case="the-open-door", **{"from": "builder"})
    assert in_builder.status_code == 422
    assert in_builder.text.lstrip().startswith('<section id="set"')
    assert "A set holds 1 cases." in in_builder.text
    beside_a_case = tom.post(f"{where}/steps", headers=sent, case="the-open-door")
    assert beside_a_case.status_code == 403, "told above the button; nothing takes the button's place"
    assert "A set holds 1 cases." in beside_a_case.text
    assert tom.post(f"{where}/steps", case="the-open-door").status_code == 422


def test_the_builder_searches_and_its_part_comes_alone_for_htmx(visit: Visit, three: Library) -> None:
    tom = visit("tom")
    where = begin(tom, "the-list")
    page = tom.get(f"{where}/builder?q=leave+the+door").text
    assert 'id="take-the-open-door"' in page
    assert "In the set" in page
    part = tom.get(f"{where}/builder?q=leave+the+door", **{"hx-request": "true"}).text
    assert part.lstrip().startswith('<div id="set-finding"')
    assert 'id="set"' not in part
    assert "Filters (1)" in tom.get(f"{where}/builder?q=leave&setting=medical-ward").text


def test_what_cannot_be_saved_keeps_what_was_typed(visit: Visit, three: Library) -> None:
    tom = visit("tom")
    assert tom.post("/sets", title=" ", slot="45").status_code == 422
    where = begin(tom, "the-list")
    (step,) = steps(tom, where)
    clip = re.search(r'name="clip-(\w+)"', tom.get(f"{where}/builder").text)
    assert clip
    for wrong, said in (
        ({"minutes": "soon"}, "Write the minutes as a number"),
        ({"minutes": "10", f"from-{clip[1]}": "never"}, "Write times as minutes and seconds"),
        ({"minutes": "10", f"from-{clip[1]}": "0:02", f"to-{clip[1]}": "0:01"}, "the end has to come after the start"),
        ({"minutes": "10", f"to-{clip[1]}": "9:00"}, "ends before that"),
    ):
        answer = tom.post(f"{where}/steps/{step}", **({"prompt": "quollcanary", f"clip-{clip[1]}": "yes"} | wrong))
        assert answer.status_code == 422, wrong
        assert said in answer.text
        assert "quollcanary" in answer.text
        assert "quollcanary" not in tom.get(where).text
    fine = {"minutes": "10", f"clip-{clip[1]}": "yes", f"from-{clip[1]}": "0:00.5", f"to-{clip[1]}": "0:02"}
    assert tom.post(f"{where}/steps/{step}", **fine).status_code == 303
    assert f"&amp;clip={clip[1]}&amp;t=0.5&amp;until=2#player-" in tom.get(where).text
    assert tom.post(where, title="", slot="45").status_code == 422
    assert tom.post(where, title="Renamed", note="Bring tea.", slot="20").status_code == 303
    assert "Bring tea." in tom.get(where).text


@pytest.mark.parametrize("name", ["lena", "otto", "ada", "vera"])
def test_a_private_set_is_not_there_for_anyone_else(visit: Visit, three: Library, name: str) -> None:
    where = begin(visit("tom"), "the-list")
    other = visit(name)
    nowhere = other.get("/sets/nothing").text.replace("nothing", "")
    assert other.get(where).status_code == 404
    assert other.get(where).text.replace(where.removeprefix("/sets/"), "") == nowhere
    teaches = name in ("ada", "vera")
    for path in ("builder", "shares", "guide", "guide.pdf"):
        assert other.get(f"{where}/{path}").status_code == (404 if teaches else 403)
        assert other.get(f"/sets/nothing/{path}").status_code == (404 if teaches else 403), "the same for what is not"
    for path in ("", "/removal", "/steps", "/order", "/copies", "/shares"):
        assert other.post(f"{where}{path}", title="x", case="the-list").status_code == (404 if teaches else 403)
    assert visit("").get(where).status_code == 303, "to the door"


def test_a_cohort_opens_it_between_its_days_and_works_through_it(visit: Visit, three: Library) -> None:
    tom, lena, otto = visit("tom"), visit("lena"), visit("otto")
    where = begin(tom, *SLUGS)
    shares = tom.get(f"{where}/shares").text
    cohort = re.search(r'<option value="(\w+)"', shares)
    assert cohort
    today = now().date()
    later = tom.post(
        f"{where}/shares", kind="cohort", cohort=cohort[1], opens=f"{today + timedelta(days=1)}", closes=""
    )
    assert later.status_code == 303
    assert lena.get(where).status_code == 404
    assert tom.post(f"{where}/shares", kind="cohort", cohort=cohort[1], opens="", closes=f"{today}").status_code == 303
    page = lena.get(where).text
    assert "Watch and decide" in page
    assert "2 more open when you have answered" in page
    assert "What I did" not in page, "the name of a clip told after the decision waits with it"
    assert "Facilitator" not in page
    assert "Nights on call" in lena.get("/").text
    assert "Nights on call" in lena.get("/sets").text
    assert otto.get(where).status_code == 404
    assert "Nights on call" not in otto.get("/").text
    share = re.search(rf'action="{where}/shares/(\w+)/removal"', tom.get(f"{where}/shares").text)
    assert share
    assert tom.post(f"{where}/shares/{share[1]}/removal").status_code == 303
    assert lena.get(where).status_code == 404


def test_a_code_opens_it_by_link_and_by_hand(visit: Visit, three: Library) -> None:
    tom, otto = visit("tom"), visit("otto")
    where = begin(tom, "the-list")
    assert tom.post(f"{where}/shares", kind="link").status_code == 303
    shares = tom.get(f"{where}/shares").text
    code = re.search(r'class="set-join">(\w+)<', shares)
    assert code
    assert '<svg viewBox="0 0' in shares
    assert f"http://localhost:8000/sets/by-code/{code[1]}" in shares
    assert "The list" in otto.get(f"/sets/by-code/{code[1]}").text
    assert "The list" in otto.get(f"/sets/by-code?code=+{code[1].upper()}+").text
    assert otto.get(where).status_code == 404
    assert "Set: Nights on call" in otto.get(f"/cases/the-list?code={code[1]}").text, "the way back"
    assert "Set: Nights" not in otto.get(f"/cases/the-list?set={where.removeprefix('/sets/')}").text
    wrong = otto.get("/sets/by-code?code=wrongone")
    assert wrong.status_code == 404
    assert 'value="wrongone"' in wrong.text
    assert visit("").get(f"/sets/by-code/{code[1]}").headers["location"].startswith("/sign-in?next=")
    assert visit("vera").post(f"{where}/copies", code=code[1]).status_code == 303, "she teaches, and may adapt it"
    assert visit("vera").post(f"{where}/copies", code="").status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "person", "email": "lena@casebook.example"}, "Nobody who teaches here has that address"),
        ({"kind": "person", "email": "tom@casebook.example"}, "your own address"),
        ({"kind": "cohort", "cohort": "nothing"}, "Choose one of the cohorts you teach"),
        ({"kind": "link", "opens": "2027-02-02", "closes": "2027-02-01"}, "cannot close before it opens"),
        ({"kind": "link", "opens": "tomorrow"}, "Write a day as year, month and day"),
    ],
)
def test_what_cannot_be_shared_is_said(visit: Visit, three: Library, fields: dict[str, str], said: str) -> None:
    tom = visit("tom")
    where = begin(tom, "the-list")
    answer = tom.post(f"{where}/shares", **fields)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_named_educator_reads_the_guide_and_adapts_a_copy_that_names_its_source(visit: Visit, three: Library) -> None:
    tom, vera = visit("tom"), visit("vera")
    where = begin(tom, *SLUGS)
    assert tom.post(f"{where}/shares", kind="person", email="vera@casebook.example").status_code == 303
    assert "Nights on call" in vera.get("/sets").text
    assert "Facilitator" in vera.get(where).text
    assert vera.get(f"{where}/guide").status_code == 200
    assert vera.get(f"{where}/builder").status_code == 404
    answer = vera.post(f"{where}/copies")
    copy = answer.headers["location"].removesuffix("/builder")
    page = vera.get(f"{copy}/builder").text
    assert "Adapted from" in page
    assert "by Tom Ferreira" in page
    assert vera.post(copy, title="Mine", slot="90").status_code == 303
    assert "Nights on call" in tom.get(where).text


def test_the_guide_tells_what_the_filmed_people_did_only_after_ones_own_answer(visit: Visit, three: Library) -> None:
    tom = visit("tom")
    where = begin(tom, "the-list", "his-daughter")
    closed = tom.get(f"{where}/guide").text
    for heading in ("Aims", "In 20 minutes", "Welfare", "Guidance that bears on it", "The story", "Mentions a death"):
        assert heading in closed
    for heading in (
        "Likely directions",
        "Prompts<",
        "In 45 minutes",
        "He has not long",
        "What I did",
    ):
        assert heading not in closed, heading
    assert "Answer this case first" in closed
    ada = visit("ada")
    mine = begin(ada, "the-list")
    opened = ada.get(f"{mine}/guide").text
    for heading in ("Likely directions", "Prompts", "He has not long", "What I did"):
        assert heading in opened
    pdf = tom.get(f"{where}/guide.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert "nights-on-call-guide.pdf" in pdf.headers["content-disposition"]
    assert pdf.content.startswith(b"%PDF-")


def test_a_clip_that_is_taken_back_is_told_to_the_owner_and_leaves_a_place_with_something_instead(
    visit: Visit, three: Library
) -> None:
    tom, lena = visit("tom"), visit("lena")
    where = begin(tom, "the-list", "his-daughter")
    cohort = re.search(r'<option value="(\w+)"', tom.get(f"{where}/shares").text)
    assert cohort
    tom.post(f"{where}/shares", kind="cohort", cohort=cohort[1])
    assert "need a look" not in tom.get("/").text
    with writing(three.engine) as db:
        told = select(Clip.recording_id).join(CaseClip, col(CaseClip.clip_id) == Clip.id)
        told = told.join(Case, col(Case.id) == CaseClip.case_id)
        before = told.where(Case.slug == "the-list", col(CaseClip.after).is_(False))
        withdraw_consent(db, db.exec(select(Consent).where(col(Consent.recording_id).in_(before))).one())
    for path in ("/", "/sets"):
        assert "2 clips are gone" in tom.get(path).text, path
    assert "Your sets need a look" in tom.get("/").text
    page = tom.get(f"{where}/builder").text
    assert "This film has been taken back by the person in it." in page
    assert "Add “The open door”" in page
    shown = lena.get(where).text
    assert "This film has been taken back by the person in it." in shown
    assert "The bleep" not in re.sub(r".*?<h2>", "", shown, count=1, flags=re.DOTALL).split("</li>")[0]
    assert 'href="/cases/the-open-door"' in shown
    assert "gone" not in lena.get("/").text, "the notice is the owner's"
    assert tom.get(f"{where}/guide.pdf").status_code == 200
    step = steps(tom, where)[0]
    gone = dict.fromkeys(re.findall(r'name="(gone-\d+)"', page), "yes")
    assert tom.post(f"{where}/steps/{step}", minutes="10", **gone).status_code == 303
    assert "taken back" not in tom.get(f"{where}/builder").text
    assert "need a look" not in tom.get("/").text


def test_a_newer_version_is_told_and_taken_by_its_owner_alone(visit: Visit, three: Library) -> None:
    tom = visit("tom")
    where = begin(tom, "the-list")
    (step,) = steps(tom, where)
    with writing(three.engine) as db:
        case = db.exec(select(Case).where(Case.slug == "the-list")).one()
        case.version, case.dilemma = 2, "There is no bed."
        db.add(case)
    page = tom.get(f"{where}/builder").text
    assert "This case has a newer version" in page
    assert "1 case has a newer version" in tom.get("/sets").text
    assert "There is no bed." not in tom.get(f"{where}/guide").text
    assert visit("vera").post(f"{where}/steps/{step}/version").status_code == 404
    assert tom.post(f"{where}/steps/{step}/version").status_code == 303
    assert "newer version" not in tom.get(f"{where}/builder").text
    assert "There is no bed." in tom.get(f"{where}/guide").text


def test_trainees_put_no_sets_together(visit: Visit, three: Library) -> None:
    lena = visit("lena")
    assert lena.post("/sets", title="x", slot="45").status_code == 403
    assert "Start a set" not in lena.get("/sets").text
    assert "set-add" not in lena.get("/cases/the-list").text
