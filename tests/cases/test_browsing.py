"""Browsing: every count is what one would get by looking, and what is not in sight changes nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, delete, select
from starlette.datastructures import QueryParams

import casebook.rows
from casebook.cases.browsing import FACETS, PER_PAGE, Browsed, Filters, browse, narrow, read_filters, related
from casebook.cases.case import Case, CaseClip, CaseTheme, ContentNote
from casebook.cases.decision_point import Commitment, DecisionPoint
from casebook.cases.publication import Publication
from casebook.cases.theme import Theme
from casebook.clock import now
from casebook.db.engine import open_engine, writing
from casebook.db.row import metadata
from casebook.media.clip import Clip, Medium, Recording
from casebook.media.consent import Consent
from casebook.media.consenting import give_consent, withdraw_consent
from casebook.people.contributor import Contributor
from casebook.people.person import Person, Role
from casebook.people.viewer import NOBODY, Viewer
from casebook.reflect.comparing import discussed
from casebook.reflect.response import Release
from tests.conftest import viewer
from tests.databases import url_at

THEMES, SETTINGS, LEVELS = ("candour", "consent"), ("gp", "theatre"), ("core", "higher")
STAGES, CONTINUA, NOTES = ("gp", "consultant"), ("courage", "justice"), ("Mentions a death", "A child’s illness")
JURISDICTIONS, MINUTES = ("England", "Northern Ireland"), (2, 7, 12)

some = lambda values: st.sets(st.sampled_from(values))  # noqa: E731
clips = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(STAGES),
        "medium": st.sampled_from([medium.value for medium in Medium]),
        "minutes": st.sampled_from(MINUTES),
        "after": st.booleans(),
        "live": st.booleans(),
        "note": st.sampled_from((None, *NOTES)),
    }
)
cases = st.fixed_dictionaries(
    {
        "theme": some(THEMES),
        "setting": st.sampled_from(SETTINGS),
        "level": st.sampled_from(LEVELS),
        "perspective": st.sampled_from(("doctor", "nurse")),
        "jurisdiction": st.sampled_from(JURISDICTIONS),
        "continuum": some(CONTINUA),
        "note": st.sampled_from((None, *NOTES)),
        "published": st.booleans(),
        "answered": st.booleans(),
        "clips": st.lists(clips, max_size=2),
    }
)
chosen = st.fixed_dictionaries(
    {},
    optional={
        "theme": some(THEMES),
        "stage": some(STAGES),
        "setting": some(SETTINGS),
        "continuum": some(CONTINUA),
        "perspective": some(("doctor", "nurse")),
        "medium": some(("film", "sound")),
        "length": some(("under-5", "5-to-10", "over-10")),
        "level": some(LEVELS),
        "jurisdiction": some(("england", "northern-ireland")),
        "answered": some(("yes", "no")),
        "without": some(("mentions-a-death", "a-child-s-illness")),
    },
)
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def empty(tmp_path: Path) -> Any:
    """A database with the shape of the library and nothing in it."""
    assert casebook.rows.ROW_MODULES
    engine = open_engine(url_at(tmp_path))
    metadata.create_all(engine.execution_options(writing=True))
    yield engine
    engine.dispose()


def fill(db: Session, library: list[dict[str, Any]]) -> Person:
    """Write a library down anew; answers the person who looks at it."""
    for table in reversed(metadata.sorted_tables):
        db.connection().execute(table.delete())
    person = Person(name="Lena", email="lena@casebook.example")
    themes = {slug: Theme(slug=slug, title=slug, line="", position=1, synthesis="") for slug in THEMES}
    people = {stage: Contributor(slug=stage, name=stage, role="", stage=stage, setting="gp") for stage in STAGES}
    db.add_all([person, *themes.values(), *people.values()])
    db.flush()
    for number, told in enumerate(library):
        case = Case(
            slug=f"case-{number}", title=f"Case {number}", dilemma="", story="",
            **{name: told[name] for name in ("setting", "level", "perspective", "jurisdiction")},
        )  # fmt: skip
        db.add(case)
        db.flush()
        point = DecisionPoint(case_id=case.pk, moment="", question="", closing="", continua=sorted(told["continuum"]))
        db.add(point)
        db.flush()
        for theme in told["theme"]:
            db.add(CaseTheme(case_id=case.pk, theme_id=themes[theme].pk, position=0))
        if told["published"]:
            opened = Publication(case_id=case.pk, person_id=person.pk, confidentiality_seen_by_id=person.pk, version=1)
            db.add(opened)
        if told["answered"]:
            db.add(Commitment(person_id=person.pk, decision_point_id=point.pk))
        if told["note"]:
            db.add(ContentNote(case_id=case.pk, note=told["note"], position=0))
        for place, clip in enumerate(told["clips"]):
            add_clip(db, case, people[clip["stage"]], clip, place)
    db.flush()
    return person


def add_clip(db: Session, case: Case, contributor: Contributor, told: dict[str, Any], place: int) -> None:
    recording = Recording(
        title="", medium=Medium(told["medium"]), contributor_id=contributor.pk, original="x", bytes=1, sha256="x"
    )
    db.add(recording)
    db.flush()
    ended = None if told["live"] else now() - timedelta(minutes=1)
    begun = now() - timedelta(days=1)
    give_consent(db, recording, evidence="form", starts_at=begun, until=ended, keeps_text=True)
    clip = Clip(recording_id=recording.pk, title="", duration_ms=told["minutes"] * 60_000)
    db.add(clip)
    db.flush()
    db.add(CaseClip(case_id=case.pk, clip_id=clip.pk, name="", after=told["after"], position=place))
    if told["note"]:
        db.add(ContentNote(case_id=case.pk, clip_id=clip.pk, note=told["note"], position=place + 1))


def by_looking(told: dict[str, Any], *, makes: bool) -> dict[str, set[str]] | None:
    """What a case has, worked out from how it was told and not from any row; None where it is not in sight."""
    if not (told["published"] or makes):
        return None
    live = [clip for clip in told["clips"] if clip["live"]]
    open_ones = [clip for clip in live if makes or told["answered"] or not clip["after"]]
    minutes = sum(clip["minutes"] for clip in live)
    slugs = {None: None, "Mentions a death": "mentions-a-death", "A child’s illness": "a-child-s-illness"}
    return {
        "theme": set(told["theme"]),
        "stage": {clip["stage"] for clip in live},
        "setting": {told["setting"]},
        "continuum": set(told["continuum"]),
        "perspective": {told["perspective"]},
        "medium": {clip["medium"] for clip in open_ones},
        "length": {"under-5" if minutes < 5 else "5-to-10" if minutes <= 10 else "over-10"} if minutes else set(),
        "level": {told["level"]},
        "jurisdiction": {told["jurisdiction"].lower().replace(" ", "-")},
        "answered": {"yes" if told["answered"] else "no"},
        "without": {slugs[note] for note in (told["note"], *(clip["note"] for clip in open_ones))} - {None},  # type: ignore[misc]
    }


def left(has: dict[str, set[str]], chosen: dict[str, set[str]]) -> bool:
    for facet, values in chosen.items():
        if values and facet == "without" and has[facet] & values:
            return False
        if values and facet != "without" and not has[facet] & values:
            return False
    return True


def filters_of(chosen: dict[str, set[str]]) -> Filters:
    return Filters(**{facet: frozenset(values) for facet, values in chosen.items()})


@slow
@given(library=st.lists(cases, max_size=5), chosen=chosen, makes=st.booleans(), half=st.booleans())
def test_every_count_is_what_a_brute_force_filter_gives(
    empty: Any, library: list[dict[str, Any]], chosen: dict[str, set[str]], makes: bool, half: bool
) -> None:
    within = {f"case-{number}" for number in range(0, 5, 2)} if half else None
    with writing(empty) as db:
        person = fill(db, library)
        seen_by = Viewer(person, frozenset({Role.author if makes else Role.trainee}))
        narrowed = narrow(db, seen_by, filters_of(chosen), within=within)
        browsed = browse(db, seen_by, filters_of(chosen), sort="new")
        everything = narrow(db, seen_by, filters_of(chosen))
    told = {f"case-{number}": by_looking(one, makes=makes) for number, one in enumerate(library)}
    seen = {slug: has for slug, has in told.items() if has is not None}
    there = {facet: set().union(*(has[facet] for has in seen.values())) for facet in FACETS}
    heeded = {facet: values & there[facet] for facet, values in chosen.items()}
    seen = {slug: has for slug, has in seen.items() if within is None or slug in within}
    assert sorted(narrowed.slugs) == sorted(slug for slug, has in seen.items() if left(has, heeded))
    assert sorted(browsed.slugs) == sorted(everything.slugs)
    assert browsed.facets == everything.facets
    assert [card.slug for card in browsed.cards] == browsed.slugs[:PER_PAGE]
    counted = {(facet.name, one.value): one.count for facet in narrowed.facets for one in facet.values}
    wanted = {
        (facet, value): sum(left(has, heeded | {facet: {value}}) for has in seen.values())
        for facet in FACETS
        for value in set().union(*(has[facet] for has in seen.values())) | heeded.get(facet, set())
    }
    assert counted == wanted


@slow
@given(library=st.lists(cases, min_size=1, max_size=4), unseen=cases, chosen=chosen)
def test_what_is_not_in_sight_changes_nothing(
    empty: Any, library: list[dict[str, Any]], unseen: dict[str, Any], chosen: dict[str, set[str]]
) -> None:
    """A draft more, a consent that is over, and a clip told after more: to a trainee all is as before."""
    hidden = {"stage": "gp", "medium": "slideshow", "minutes": 12, "live": False, "note": "Mentions a death"}
    answers = []
    closed = unseen | {"published": False}
    for more in ([], [closed]):
        grown = [one | {"clips": [*one["clips"], hidden | {"after": False}]} if more else one for one in library]
        with writing(empty) as db:
            person = fill(db, grown + more)
            answers.append(plain(browse(db, Viewer(person, frozenset({Role.trainee})), filters_of(chosen), sort="new")))
    assert answers[0] == answers[1]


def plain(browsed: Browsed) -> Any:
    return sorted(browsed.slugs), browsed.filters, browsed.facets, browsed.labels, browsed.pages


def test_an_address_gives_the_same_filters_again_and_nothing_in_it_is_an_error() -> None:
    asked = "theme=consent&theme=candour&setting=gp&without=mentions-a-death&length=under-5"
    filters = read_filters(QueryParams(asked))
    assert filters.theme == {"candour", "consent"}
    assert read_filters(QueryParams(filters.query())) == filters
    assert filters.query() == read_filters(QueryParams("length=under-5&" + asked)).query()
    for hostile in (
        "setting=nowhere", "medium=", "level=%00", "stage=" + "x" * 5000, "&".join(["length=1"] * 500),
        "answered=maybe", "nothing=1", "%ff=%fe", "perspective=doctor'; drop",  "theme=%F0%9F%98%80",
    ):  # fmt: skip
        assert read_filters(QueryParams(hostile)) == Filters(), hostile


def test_a_value_that_no_case_in_sight_has_is_left_aside(db: Session) -> None:
    browsed = browse(
        db, viewer(db, "lena"), read_filters(QueryParams("theme=nothing-like-it&setting=prison")), sort="new"
    )
    assert browsed.filters == Filters()
    assert browsed.slugs == ["the-open-door"]


def test_nobody_signed_in_browses_nothing(db: Session) -> None:
    browsed = browse(db, NOBODY, Filters(), sort="new")
    assert (browsed.slugs, browsed.facets, browsed.cards) == ([], [], [])


def test_a_withdrawn_recording_no_longer_counts(db: Session) -> None:
    def stages() -> list[str]:
        facets = browse(db, viewer(db, "lena"), Filters(), sort="new").facets
        return [one.value for facet in facets if facet.name in ("stage", "medium") for one in facet.values]

    assert stages() == ["foundation", "consultant", "film"], "the second is told after, and only its teller is known"
    for consent in db.exec(select(Consent)).all():
        withdraw_consent(db, consent, reason="She asked.")
    db.flush()
    assert stages() == []


def test_a_page_beyond_the_last_is_the_last_and_each_order_is_its_own(empty: Any) -> None:
    plain_case: dict[str, Any] = {
        "theme": {"candour"}, "setting": "gp", "level": "core", "perspective": "doctor", "jurisdiction": "England",
        "continuum": set(), "note": None, "published": True, "answered": False,
    }  # fmt: skip
    clip = {"stage": "gp", "medium": "film", "after": False, "live": True, "note": None}
    lengths = [[7], [2], [], [12], *([[2]] * PER_PAGE)]
    with writing(empty) as db:
        told = [plain_case | {"clips": [clip | {"minutes": one} for one in minutes]} for minutes in lengths]
        seen_by = Viewer(fill(db, told), frozenset({Role.trainee}))
        for case in db.exec(select(Publication)).all():
            case.created_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=case.case_id)
        db.flush()
        newest = browse(db, seen_by, Filters(), sort="new", page=99)
        assert (newest.page, newest.pages, len(newest.cards)) == (2, 2, 4)
        assert newest.slugs[-4:] == ["case-3", "case-2", "case-1", "case-0"]
        shortest = browse(db, seen_by, Filters(), sort="length").slugs
        assert shortest[-3:] == ["case-0", "case-3", "case-2"], "what cannot be played comes last"
        release(db, "case-2", 30)
        release(db, "case-1", 130)
        release(db, "case-0", 15)
        most = browse(db, seen_by, Filters(), sort="discussed", discussed=discussed(db)).slugs
        assert most[:4] == ["case-1", "case-2", "case-0", newest.slugs[0]]


def release(db: Session, slug: str, people: int) -> None:
    point = db.exec(select(DecisionPoint).join(Case).where(Case.slug == slug)).one()
    figures = {"choices": {"people": people, "counts": {}, "through": 1}}
    db.add(Release(decision_point_id=point.pk, number=1, released_at=now(), figures=figures))
    db.flush()


def test_the_order_by_discussion_knows_only_coarse_steps_of_what_was_let_out(empty: Any) -> None:
    """Two cases that differ by ten people within a step stand by their date, whichever has more."""
    with writing(empty) as db:
        base: dict[str, Any] = {
            "theme": set(), "setting": "gp", "level": "core", "perspective": "doctor", "jurisdiction": "England",
            "continuum": set(), "note": None, "published": True, "answered": False, "clips": [],
        }  # fmt: skip
        fill(db, [base, base, base])
        release(db, "case-0", 30)
        release(db, "case-1", 40)
        assert discussed(db) == {"case-0": 2, "case-1": 2}


def test_related_cases_share_a_theme_and_differ_in_setting_or_stage(empty: Any) -> None:
    def told(themes: set[str], setting: str, stage: str, *, published: bool = True) -> dict[str, Any]:
        clip = {"stage": stage, "medium": "film", "minutes": 2, "after": False, "live": True, "note": None}
        return {
            "theme": themes, "setting": setting, "level": "core", "perspective": "doctor", "jurisdiction": "England",
            "continuum": set(), "note": None, "published": published, "answered": False, "clips": [clip],
        }  # fmt: skip

    library = [
        told({"candour", "consent"}, "gp", "gp"),
        told({"candour"}, "gp", "gp"),  # the same setting and stage: not related
        told({"candour"}, "theatre", "gp"),
        told({"candour"}, "theatre", "consultant"),
        told({"candour", "consent"}, "gp", "consultant"),
        told({"candour", "consent"}, "theatre", "consultant", published=False),
        told(set(), "theatre", "consultant"),
        told({"consent"}, "theatre", "gp"),
    ]
    with writing(empty) as db:
        person = fill(db, library)
        for row in db.exec(select(Publication)).all():
            row.created_at = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=row.case_id)
        db.flush()
        trainee, author = Viewer(person, frozenset({Role.trainee})), Viewer(person, frozenset({Role.author}))
        assert [card.slug for card in related(db, trainee, "case-0")] == ["case-4", "case-3", "case-2"]
        assert related(db, author, "case-0")[0].slug == "case-5"
        assert related(db, trainee, "case-5") == [], "of a case that is not in sight nothing is said"
        db.exec(delete(CaseTheme))
        assert related(db, trainee, "case-0") == []


def test_choosing_a_value_leaves_as_many_as_its_count_said(db: Session) -> None:
    lena = viewer(db, "lena")
    start = browse(db, lena, Filters(), sort="new")
    for facet in start.facets:
        for one in facet.values:
            alone = Filters(**{facet.name: frozenset({one.value})})
            assert len(browse(db, lena, alone, sort="new").slugs) == one.count
