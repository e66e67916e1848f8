"""Every page and act of cohorts and programmes, as everyone who might try: yours, or as if it were not there."""

import re
from datetime import timedelta

import pytest
from httpx2 import Response
from sqlmodel import Session, select

from casebook.clock import now
from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.cohort import Part
from casebook.people.cohort_sight import members_of
from casebook.people.delegation import Delegation
from casebook.people.inviting import invite_by_link
from casebook.people.keeping_cohorts import delegate, found_cohort
from casebook.people.person import Role
from casebook.people.signing_in import sign_in
from casebook.web.routes import MAP
from tests.conftest import Visitor, cast, the_case
from tests.people.organised import joined, north, organisation_of, somebody, south, today
from tests.teach.taught import a_module, a_programme, answers, begins

NO_KEY = "zzzzzzzzzzzz"
EVERYONE = (
    "learner", "other cohort", "other organisation", "educator", "educator elsewhere", "administrator",
    "administrator elsewhere", "learner who left", "educator who left", "stand-in", "stand-in beyond the day",
    "author",
)  # fmt: skip
KEEPS = {"educator", "administrator"}
TAKES = {"learner", "learner who left"}  # who left has started something, and keeps that

#: What is reached by the key of North, its programme, a module and so on: route -> who does. All others find nothing.
REACHED: dict[str, set[str]] = {
    "cohorts.show": {"learner", "educator", "administrator", "stand-in"},
    "cohorts.close": KEEPS,
    "own_places.remove": {"learner"},
    "cohort_members.create": KEEPS,
    "cohort_members.edit": KEEPS,
    "cohort_members.update": KEEPS,
    "cohort_members.remove": KEEPS,
    "invitations.create": KEEPS,
    "invitations.remove": KEEPS,
    "invitation_lists.new": KEEPS,
    "invitation_lists.create": KEEPS,
    "delegations.create": {"educator"},
    "delegations.remove": {"educator"},
    "programmes.show": {*KEEPS, *TAKES},
    "programmes.edit": KEEPS,
    "programmes.update": KEEPS,
    "enrolments.create": KEEPS,
    "enrolments.remove": KEEPS,
    "modules.create": KEEPS,
    "participations.record": TAKES,
    "participations.download": TAKES,
    "modules.show": TAKES,
    "modules.edit": KEEPS,
    "modules.update": KEEPS,
    "modules.move": KEEPS,
    "modules.remove": KEEPS,
    "modules.put": KEEPS,
    "modules.take": KEEPS,
    "starts.create": {*KEEPS, *TAKES},  # who takes it nowhere finds it, and is told so: 403 with nothing new in it
    "participations.show": KEEPS,
    "participations.export": {"educator"},
}
#: Open to all who are signed in; what stands on them is their own.
LISTS = {"cohorts.index", "cohorts.create", "programmes.index", "programmes.create"}
LINES = {line.name: line for line in MAP if line.permission == "learn_together"}


def test_every_route_of_cohorts_and_programmes_is_in_the_table() -> None:
    assert set(LINES) == set(REACHED) | LISTS


class House:
    """North with its programme, and one visitor for each who might come."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.secrets: dict[str, str] = {}
        with writing(library.engine) as db:
            self._people(db)
            self._keys(db)

    def _people(self, db: Session) -> None:
        tom, cohort = cast(db, "tom"), north(db)
        south(db)
        west = found_cohort(db, organisation_of(db, "tom"), name="West", by=somebody(db, "Wes", Role.educator))
        left, gone = somebody(db, "Left", Role.trainee), somebody(db, "Gone", Role.educator)
        joined(db, left, cohort)
        joined(db, gone, cohort, part=Part.educator, ends=-1)
        passer = somebody(db, "Passer", Role.trainee)
        joined(db, passer, west)
        self.programme, self.module = a_programme(db)
        self.to_take_away = a_module(db, self.programme, "Spare")
        begins(db, left, self.module)
        begins(db, cast(db, "lena"), self.module)
        answers(db, cast(db, "lena"))
        for place in members_of(db, cohort):
            if place.person.pk == left.pk:
                place.membership.ends_on = today() - timedelta(days=1)
                db.add(place.membership)
        standing, late = somebody(db, "Stan", Role.educator), somebody(db, "Late", Role.educator)
        for one in (standing, late):
            self.delegation = delegate(db, cohort, email=one.email, days=7, by=tom)
        (over,) = db.exec(select(Delegation).where(Delegation.person_id == late.pk)).all()
        over.until = now() - timedelta(seconds=1)
        db.add(over)
        self.delegation = db.exec(select(Delegation).where(Delegation.person_id == standing.pk)).one()
        people = dict(zip(EVERYONE, (
            cast(db, "lena"), passer, cast(db, "otto"), tom, cast(db, "wes"), somebody(db, "Nadia", Role.administrator),
            somebody(db, "Sam", Role.administrator, at="otto"), left, gone, standing, late, cast(db, "ada"),
        ), strict=True))  # fmt: skip
        self.secrets = {name: sign_in(db, person, hours=1)[1] for name, person in people.items()}

    def _keys(self, db: Session) -> None:
        cohort = north(db)
        invitation, _ = invite_by_link(
            db, cohort, days=7, most=3, starts_on=today(), ends_on=None, by=cast(db, "tom")
        )  # fmt: skip
        lena = next(one.membership for one in members_of(db, cohort) if one.person.name == "Lena Marsh")
        self.cohort, self.slug = cohort.key, the_case(db)[0].slug
        self.keys = {
            "/cohorts/": cohort.key,
            "/memberships/": lena.key,
            "/invitations/": invitation.key,
            "/delegations/": self.delegation.key,
            "/programmes/": self.programme.key,
            "/modules/": self.module.key,
        }

    def visitor(self, name: str) -> Visitor:
        visitor = Visitor(self.library)
        visitor.client.cookies.set("sid", self.secrets[name])
        return visitor

    def path(self, route: str, *, known: bool) -> str:
        line = LINES[route]
        first = next(start for start in self.keys if line.path.startswith(start))
        key = self.programme.key if "{cohort}" in line.path else self.keys[first]
        return line.path.format(key=key if known else NO_KEY, cohort=self.cohort, form="html")

    def asked(self, visitor: Visitor, route: str, *, known: bool) -> Response:
        """The route as this visitor, with a form that changes nothing where a form is judged."""
        path = self.path(route, known=known)
        if LINES[route].method == "GET":
            return visitor.get(path)
        return visitor.post(path, **FORMS.get(route, {}) | ({"cohort": self.cohort} if "enrol" in route else {}))


#: Forms that are refused for what they say, or change nothing that another route needs.
FORMS: dict[str, dict[str, str]] = {"modules.put": {"case": "the-open-door"}, "modules.take": {"case": "the-open-door"}}


@pytest.fixture
def house(stocked: Library) -> House:
    return House(stocked)


def plain(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.text


@pytest.mark.parametrize("name", EVERYONE)
def test_each_reaches_what_is_hers_and_finds_nothing_else(house: House, name: str) -> None:
    visitor = house.visitor(name)
    # what ends something comes last
    for route in sorted(REACHED, key=lambda one: (one.endswith((".remove", ".close")), one)):
        if name in REACHED[route]:
            if route.endswith((".remove", ".close")) or route in ("modules.move",):
                continue  # done in tests of their own
            assert house.asked(visitor, route, known=True).status_code not in (404, 401), route
        else:
            there, nowhere = (plain(house.asked(visitor, route, known=known)) for known in (True, False))
            assert there == nowhere, route
            assert there[0] == 404, route


def test_somebody_not_signed_in_is_asked_to_sign_in_whether_it_is_there_or_not(house: House) -> None:
    nobody = Visitor(house.library)
    for route in (*REACHED, *LISTS):
        if route in LISTS:
            assert nobody.client.request(
                LINES[route].method, LINES[route].path, headers={"sec-fetch-site": "same-origin"}
            ).status_code in (303, 401)
            continue
        there, nowhere = (house.asked(nobody, route, known=known) for known in (True, False))
        assert there.status_code == nowhere.status_code in (303, 401), route


def test_what_is_refused_has_changed_nothing(house: House) -> None:
    for name in EVERYONE:
        visitor = house.visitor(name)
        for route in REACHED:
            if name not in REACHED[route]:
                house.asked(visitor, route, known=True)
    tom = house.visitor("educator")
    page = tom.get(f"/cohorts/{house.cohort}").text
    assert "Lena Marsh" in page
    assert "Stan" in page
    assert "3 of 3 places left" in page
    assert "Lena Marsh" in tom.get(f"/cohorts/{house.cohort}/programmes/{house.programme.key}").text


def test_no_name_of_a_learner_reaches_anyone_who_does_not_keep_the_cohort(house: House) -> None:
    """Not the stand-in, not those who left, not one another."""
    for name in EVERYONE:
        if name in KEEPS or name == "learner":  # her own name is hers to see
            continue
        visitor = house.visitor(name)
        for path in ("/cohorts", "/programmes", "/", *(house.path(route, known=True) for route in REACHED)):
            assert "Lena Marsh" not in visitor.get(path).text, (name, path)


def test_an_administrator_sees_who_is_there_and_not_who_took_part(house: House) -> None:
    nadia = house.visitor("administrator")
    assert "Lena Marsh" in nadia.get(f"/cohorts/{house.cohort}").text
    page = nadia.get(f"/cohorts/{house.cohort}/programmes/{house.programme.key}").text
    assert "Lena Marsh" not in page
    assert "fewer than 5" in page
    assert "stand in" not in nadia.get(f"/cohorts/{house.cohort}").text


def test_an_educator_sees_yes_or_no_and_never_what_was_chosen(house: House) -> None:
    tom = house.visitor("educator")
    page = tom.get(f"/cohorts/{house.cohort}/programmes/{house.programme.key}").text
    row = page[page.index("Lena Marsh") :].split("</tr>")[0]
    assert re.findall(r">(Took part|Started|Not started)", row) == ["Took part", "Not started"]
    table = tom.get(f"/cohorts/{house.cohort}/programmes/{house.programme.key}/participation.csv")
    assert "yes" in table.text
    assert "Left" not in table.text, "whose place has ended is not told of"


def test_an_educator_who_is_suspended_or_whose_role_is_kept_by_nobody_sees_nothing(house: House) -> None:
    from casebook.people.signing_in import suspend

    with writing(house.library.engine) as db:
        suspend(db, cast(db, "tom"), reason="Left the trust.")
    assert house.visitor("educator").get(f"/cohorts/{house.cohort}").status_code in (303, 401)


def test_a_person_is_named_in_the_database_by_nothing_but_rows_of_her_own(house: House) -> None:
    """A canary in every text field of what an educator writes reaches only those who see the programme."""
    tom = house.visitor("educator")
    assert tom.post(f"/programmes/{house.programme.key}", title="Quokkacanary", note="quokkacanary").status_code == 303
    assert tom.post(
        f"/modules/{house.module.key}", module="Quokkacanary", level="mid", opens="2026-01-01", due="2099-01-01"
    ).status_code == 303  # fmt: skip
    for name in EVERYONE:
        visitor = house.visitor(name)
        seen = any(
            "uokkacanary" in visitor.get(path).text
            for path in ("/", "/cohorts", "/programmes", *(house.path(one, known=True) for one in REACHED))
        )
        assert seen == (name in {*KEEPS, *TAKES}), name
