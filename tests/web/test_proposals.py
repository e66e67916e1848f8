"""Another way, offered to the editors: only when ticked, without a name, adopted into a new version of the case."""

from collections.abc import Callable

from sqlmodel import select

from casebook.cases.case import Case
from casebook.cases.publishing import open_publication, publish, review_confidentiality
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.reflect.proposal import Proposal
from casebook.reflect.queries import own_answer
from casebook.reflect.response import Response
from tests.conftest import Visitor, cast, the_case
from tests.web.test_cases import point_key, respond

Visit = Callable[[str], Visitor]
WAY = {"choice": "another-way", "another_way": "Call his daughter in."}
OPTION = {"label": "Call his daughter in", "speaks_for": "He is not alone.", "speaks_against": "It is two at night."}


def offered(library: Library) -> list[Proposal]:
    with reading(library.engine) as db:
        return list(db.exec(select(Proposal)).all())


def test_another_way_reaches_the_editors_only_when_ticked_and_without_a_name(visit: Visit, stocked: Library) -> None:
    respond(visit("lena"), **WAY)
    respond(visit("vera"), choice="stay", another_way="Not chosen.", offer="yes")
    assert offered(stocked) == []
    otto = visit("otto")
    respond(otto, **WAY, offer="yes")
    respond(otto, **WAY, offer="yes")
    (one,) = offered(stocked)
    assert one.text == WAY["another_way"]
    assert not {"person_id", "owner_id", "created_at"} & set(Proposal.model_fields)
    assert "Call his daughter in." in visit("ada").get("/studio/readers/the-open-door").text
    for name in ("lena", "tom"):
        assert visit(name).get("/studio/readers/the-open-door").status_code == 403
        assert visit(name).post(f"/studio/proposals/{one.key}", decision="set-aside").status_code == 403


def test_adopting_makes_an_option_of_a_new_version_and_earlier_answers_keep_theirs(
    visit: Visit, stocked: Library
) -> None:
    otto, ada = visit("otto"), visit("ada")
    respond(otto, **WAY, offer="yes")
    path = f"/studio/proposals/{offered(stocked)[0].key}"
    refused = ada.post(path, decision="adopt", **(OPTION | {"speaks_against": " "}))
    assert refused.status_code == 422
    assert "He is not alone." in refused.text, "what was typed is kept"
    assert ada.post(path, decision="adopt", **OPTION).status_code == 303
    assert ada.post(path, decision="set-aside").status_code == 403, "decided"
    with writing(stocked.engine) as db:
        case, point, options = the_case(db)
        assert case.version == 2
        assert open_publication(db, case) is None, "the new version is read and published anew"
        assert [(one.key, one.position) for one in options][-1] == ("call-his-daughter-in", 3)
        assert db.exec(select(Response.case_version)).all() == [1]
        answer = own_answer(db, stocked.keyring, cast(db, "otto"), point)
        assert answer is not None
        assert (answer.choice, answer.label) == ("another-way", WAY["another_way"])
        review_confidentiality(db, case, by=cast(db, "vera"))
        publish(db, case, by=cast(db, "ada"))
    assert "Call his daughter in" in visit("lena").get("/cases/the-open-door").text
    respond(visit("lena"), choice="call-his-daughter-in")
    with reading(stocked.engine) as db:
        assert sorted(db.exec(select(Response.case_version)).all()) == [1, 2]
    assert point_key(stocked)


def test_a_proposal_set_aside_leaves_the_case_as_it_is(visit: Visit, stocked: Library) -> None:
    respond(visit("otto"), **WAY, offer="yes")
    ada, path = visit("ada"), f"/studio/proposals/{offered(stocked)[0].key}"
    assert ada.post(path, decision="set-aside").status_code == 422, "whoever proposed it is told why"
    why = "She lives three hours away & cannot come."
    assert ada.post(path, decision="set-aside", answer=why).status_code == 303
    assert "Nothing waits for an answer." in ada.get("/studio/readers/the-open-door").text
    told = visit("otto").get("/cases/the-open-door/comparison").text
    assert f"The case stays as it is.</b> {why.replace('&', '&amp;')}" in told
    with reading(stocked.engine) as db:
        assert db.exec(select(Case.version)).one() == 1
    assert ada.post("/studio/proposals/abcdefghjkmn", decision="set-aside").status_code == 404
