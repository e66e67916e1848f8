"""Making programmes and taking them, page by page."""

import html
import re
from collections.abc import Callable

from httpx2 import Response
from sqlmodel import select

from casebook.cases.case_set import CaseSet, SetStep
from casebook.cases.publication import Publication
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.keeping_cohorts import found_cohort
from casebook.teach.arranging import enrol
from casebook.teach.programme import Module, ModuleCase, Programme, Start
from tests.conftest import Visitor, cast, the_case
from tests.people.organised import joined, north, organisation_of
from tests.teach.taught import a_module, a_programme, answers, begins
from tests.web.test_cases import respond

Visit = Callable[[str], Visitor]
MODULE = {"module": "Speaking up", "level": "mid", "opens": "2026-01-05", "due": "2099-03-01"}


def made(library: Library) -> tuple[str, str]:
    with writing(library.engine) as db:
        programme, module = a_programme(db)
        return programme.key, module.key


def test_a_programme_is_made_module_by_module_and_a_cohort_enrolled(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    edit = tom.post("/programmes", title=" Winter  term ", note="Six weeks.").headers["location"]
    programme = edit.removesuffix("/edit")
    module = tom.post(f"{programme}/modules", **MODULE).headers["location"].removesuffix("/edit")
    assert "It has no case yet" in tom.get(edit).text
    assert tom.post(f"{module}/cases", case="the-open-door").status_code == 303
    with reading(stocked.engine) as db:
        cohort = north(db).key
    assert tom.post(f"{programme}/enrolments", cohort=cohort).status_code == 303
    lena = visit("lena")
    assert "Winter term" in lena.get("/programmes").text
    assert "Speaking up" in lena.get("/").text
    assert tom.post(f"{programme}/enrolments/ending", cohort=cohort).status_code == 303
    assert "Speaking up" not in lena.get("/").text


def test_what_is_wrong_with_a_module_is_said_and_all_that_was_typed_stays(visit: Visit, stocked: Library) -> None:
    programme, module = made(stocked)
    tom = visit("tom")
    for path in (f"/programmes/{programme}/modules", f"/modules/{module}"):
        for wrong, says in (
            ({"module": ""}, "Give the module a title"),
            ({"opens": "soon"}, "Write the day as"),
            ({"due": ""}, "Write the day as"),
            ({"due": "2025-01-01"}, "cannot be due before it opens"),
            ({"level": "wizard"}, "Choose whom it is for"),
        ):
            answer = tom.post(path, **(MODULE | wrong))
            assert answer.status_code == 422, wrong
            text = html.unescape(answer.text)
            assert says in text, wrong
            for name in ("module", "opens", "due"):
                assert f'value="{(MODULE | wrong)[name]}"' in text, (wrong, name)


def test_a_title_that_is_missing_is_asked_for(visit: Visit, stocked: Library) -> None:
    programme, _ = made(stocked)
    tom = visit("tom")
    for path in ("/programmes", f"/programmes/{programme}"):
        answer = tom.post(path, title=" ", note="A note that stays.")
        assert answer.status_code == 422
        assert "Give it a title" in answer.text
        assert "A note that stays." in answer.text


def test_one_who_teaches_nowhere_makes_no_programme_and_no_cohort(visit: Visit, stocked: Library) -> None:
    for name in ("lena", "ada"):
        visitor = visit(name)
        assert visitor.post("/programmes", title="Mine").status_code == 404
        assert visitor.post("/cohorts", name="Mine").status_code == 404
    with reading(stocked.engine) as db:
        assert db.exec(select(Programme)).all() == []


def test_a_case_set_of_ones_own_is_put_in_whole_and_another_persons_is_not_there(
    visit: Visit, stocked: Library
) -> None:
    with writing(stocked.engine) as db:
        programme, _ = a_programme(db)
        case = the_case(db)[0]
        sets = {}
        for name in ("tom", "ada"):
            made_set = CaseSet(title=f"Set of {name}", owner_id=cast(db, name).pk)
            db.add(made_set)
            db.flush()
            db.add(SetStep(case_set_id=made_set.pk, position=1, case_id=case.pk, case_version=1, minutes=10))
            sets[name] = made_set.key
        key = programme.key
    tom = visit("tom")
    module = tom.post(f"/programmes/{key}/modules", **MODULE).headers["location"].removesuffix("/edit")
    page = tom.get(f"{module}/edit").text
    assert "Set of tom" in page
    assert "Set of ada" not in page
    assert tom.post(f"{module}/cases", set=sets["ada"]).status_code == 404
    assert tom.post(f"{module}/cases", set=sets["tom"]).status_code == 303
    assert "from the set “Set of tom”" in tom.get(f"{module}/edit").text
    with reading(stocked.engine) as db:
        assert len(db.exec(select(ModuleCase).where(ModuleCase.case_set_id != None)).all()) == 1  # noqa: E711


def test_a_case_is_found_by_words_taken_out_and_put_in_again(visit: Visit, stocked: Library) -> None:
    _, module = made(stocked)
    tom = visit("tom")
    assert tom.post(f"/modules/{module}/cases/removal", case="the-open-door").status_code == 303
    assert "Put in" in tom.get(f"/modules/{module}/edit?q=open+DOOR").text
    assert "No case has these words" in tom.get(f"/modules/{module}/edit?q=100%25_wombat").text
    assert tom.post(f"/modules/{module}/cases", case="the-open-door").status_code == 303
    assert tom.post(f"/modules/{module}/cases", case="no-such-case").status_code == 404


def test_a_module_that_was_started_says_why_its_cases_stay(visit: Visit, stocked: Library) -> None:
    with writing(stocked.engine) as db:
        _, module = a_programme(db)
        begins(db, cast(db, "lena"), module)
        key = module.key
    tom = visit("tom")
    assert "Somebody has started" in tom.get(f"/modules/{key}/edit").text
    for path, fields in (
        ("cases/removal", {"case": "the-open-door"}),
        ("cases", {"case": "the-open-door"}),
        ("removal", {}),
    ):
        answer = tom.post(f"/modules/{key}/{path}", **fields)
        assert answer.status_code == 422
        assert "Somebody has started this module" in answer.text


def test_modules_change_places_and_go(visit: Visit, stocked: Library) -> None:
    with writing(stocked.engine) as db:
        programme, first = a_programme(db)
        second = a_module(db, programme, "Second")
        keys = programme.key, first.key, second.key
    tom = visit("tom")

    def order() -> list[str]:
        page = tom.get(f"/programmes/{keys[0]}/edit").text
        return re.findall(r'<h3><a href="[^"]+">([^<]+)</a>', page)

    assert order() == ["Telling the truth", "Second"]
    tom.post(f"/modules/{keys[2]}/position", to="up")
    assert order() == ["Second", "Telling the truth"]
    tom.post(f"/modules/{keys[2]}/position", to="up")
    assert order() == ["Second", "Telling the truth"]
    tom.post(f"/modules/{keys[2]}/position", to="down")
    assert order() == ["Telling the truth", "Second"]
    assert tom.post(f"/modules/{keys[2]}/removal").status_code == 303
    assert order() == ["Telling the truth"]


def begins_by_hand(visitor: Visitor, module: str) -> Response:
    """Press Start on the page as it stands; without it, as a second press would."""
    named = re.findall(r'name="cohort" value="([^"]+)"', visitor.get(f"/modules/{module}").text)
    return visitor.post(f"/modules/{module}/start", **({"cohort": named[0]} if named else {}))


def test_a_start_is_for_the_cohorts_its_page_named_and_for_none_that_came_since(visit: Visit, stocked: Library) -> None:
    _, module = made(stocked)
    lena = visit("lena")
    (named,) = re.findall(r'name="cohort" value="([^"]+)"', lena.get(f"/modules/{module}").text)
    with writing(stocked.engine) as db:
        tom, programme = cast(db, "tom"), db.exec(select(Programme)).one()
        west = found_cohort(db, organisation_of(db, "tom"), name="West", by=tom)
        enrol(db, programme, west, by=tom)
        joined(db, cast(db, "lena"), west)
    for fields in ({"cohort": named}, {}, {"cohort": "zzzzzzzzzzzz"}):
        assert lena.post(f"/modules/{module}/start", **fields).status_code == 303
    with reading(stocked.engine) as db:
        assert [one.cohort_id for one in db.exec(select(Start)).all()] == [north(db).pk]
    page = html.unescape(re.sub(r"<[^>]+>", "", lena.get(f"/modules/{module}").text))
    assert "The educators of West (Tom Ferreira) see" in page, "West is declared before it sees anything"
    assert "The educators of North (" not in page


def test_before_the_start_it_is_said_who_will_see_what_and_by_name(visit: Visit, stocked: Library) -> None:
    _, module = made(stocked)
    lena = visit("lena")
    page = html.unescape(re.sub(r"<[^>]+>", "", lena.get(f"/modules/{module}").text))
    assert "The educators of North (Tom Ferreira) see that you started, in which week" in page
    assert "Nobody sees what you chose, what you wrote" in page
    assert begins_by_hand(lena, module).status_code == 303
    page = lena.get(f"/modules/{module}").text
    assert "Before you start" not in page
    assert "You started in the week of" in page
    assert begins_by_hand(lena, module).status_code == 303, "once more changes nothing"
    with reading(stocked.engine) as db:
        assert len(db.exec(select(Start)).all()) == 1


def test_opening_a_module_or_answering_its_case_starts_nothing(visit: Visit, stocked: Library) -> None:
    _, module = made(stocked)
    lena = visit("lena")
    lena.get(f"/modules/{module}")
    respond(lena)
    with reading(stocked.engine) as db:
        assert db.exec(select(Start)).all() == []


def test_a_module_that_opens_later_cannot_be_started(visit: Visit, stocked: Library) -> None:
    with writing(stocked.engine) as db:
        programme, _ = a_programme(db)
        key, cohort = a_module(db, programme, "Later", opens=3, due=9).key, north(db).key
    lena = visit("lena")
    assert "Before you start" not in lena.get(f"/modules/{key}").text
    assert lena.post(f"/modules/{key}/start", cohort=cohort).status_code == 403


def test_the_record_holds_her_name_and_weeks_and_no_answer_in_both_forms(visit: Visit, stocked: Library) -> None:
    programme, module = made(stocked)
    lena = visit("lena")
    begins_by_hand(lena, module)
    respond(lena)
    for path in (f"/programmes/{programme}/record", f"/programmes/{programme}/record/html"):
        page = lena.get(path).text
        assert "Lena Marsh" in page
        assert "Took part" in page
        assert "the week of" in page
        assert "Because" not in page
    made_pdf = lena.get(f"/programmes/{programme}/record/pdf")
    assert made_pdf.content.startswith(b"%PDF-")
    assert "attachment" in made_pdf.headers["content-disposition"]
    assert lena.get(f"/programmes/{programme}/record/doc").status_code == 404


def test_a_record_says_so_where_none_of_a_modules_cases_is_open(visit: Visit, stocked: Library) -> None:
    programme, module = made(stocked)
    lena = visit("lena")
    begins_by_hand(lena, module)
    with writing(stocked.engine) as db:
        for publication in db.exec(select(Publication)).all():
            publication.ended_at = now()
            db.add(publication)
    for path in (f"/programmes/{programme}/record", f"/programmes/{programme}/record/html"):
        page = lena.get(path).text
        assert "None of its cases is open at present." in page
        assert "Cases: ." not in page
    assert lena.get(f"/programmes/{programme}/record/pdf").content.startswith(b"%PDF-")


def test_the_table_to_download_says_yes_or_no_and_starts_no_formula(visit: Visit, stocked: Library) -> None:
    with writing(stocked.engine) as db:
        programme, module = a_programme(db)
        module.title = "=1+1"
        db.add(module)
        begins(db, cast(db, "lena"), module)
        answers(db, cast(db, "lena"))
        path = f"/cohorts/{north(db).key}/programmes/{programme.key}/participation.csv"
    rows = visit("tom").get(path).text.lstrip("\ufeff").splitlines()
    assert rows[0] == "name,'=1+1: week,'=1+1: took part"
    assert re.fullmatch(r"Lena Marsh,\d{4}-W\d\d,yes", rows[1])


def test_what_a_programme_misses_of_what_the_library_has_is_said(visit: Visit, stocked: Library) -> None:
    programme, module = made(stocked)
    tom = visit("tom")
    assert "Everything the library has cases for is covered." in tom.get(f"/programmes/{programme}/edit").text
    tom.post(f"/modules/{module}/cases/removal", case="the-open-door")
    page = html.unescape(tom.get(f"/programmes/{programme}/edit").text)
    assert "Not covered, though the library has cases: Truth-telling" in page
    with reading(stocked.engine) as db:
        assert db.exec(select(Module)).one()
