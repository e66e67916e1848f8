"""From what changed to what is found."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from casebook.cases.case import Case, CaseClip, CaseGuidance
from casebook.cases.guidance import Guidance
from casebook.cases.publication import Publication
from casebook.cases.theme import Theme
from casebook.clock import now
from casebook.db import changes
from casebook.db.engine import reading, writing
from casebook.errors import IndexUnavailable
from casebook.media.clip import Clip
from casebook.media.consent import Consent
from casebook.media.transcript import Cue
from casebook.people.contributor import Contributor
from casebook.people.person import Person, Role
from casebook.people.viewer import Viewer
from casebook.search.index import Index, open_index
from casebook.search.indexing import index_changes, rebuild
from casebook.search.query import SearchAsk
from casebook.search.showing import search_page

from .conftest import EVERYTHING


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    return new_url()


@pytest.fixture
def index(engine: Engine, url: str) -> Iterator[Index]:
    """An index of the library on every engine."""
    index = open_index(url)
    rebuild(engine, index)
    yield index
    index.close()


def total(index: Index, text: str) -> int:
    return index.search(SearchAsk(text + " "), EVERYTHING).total


def change(engine: Engine, kind: str, key: str, doing: Callable[[Session], None]) -> None:
    with writing(engine) as db:
        doing(db)
        changes.note(db, kind, key)


def test_an_edited_cue_is_found_after_the_index_has_seen_the_change(engine: Engine, index: Index) -> None:
    def edit(db: Session) -> None:
        cue = db.exec(select(Cue).where(Cue.text == "He wept, and then he thanked me.")).one()
        cue.text = "He laughed, and then he thanked me."
        db.add(cue)

    change(engine, "clip", "lieafter", edit)
    assert total(index, "laughed") == 0
    assert index_changes(engine, index) == 1
    hit = index.search(SearchAsk("laughed"), EVERYTHING).cases[0].hits[0]
    assert (hit.clip_key, hit.start_ms) == ("lieafter", 4000)
    assert total(index, "wept") == 0
    assert index_changes(engine, index) == 0


def test_a_case_no_longer_published_is_found_by_those_who_make_cases_alone_and_at_once(
    engine: Engine, index: Index
) -> None:
    def found(viewer: Viewer, text: str) -> list[str]:
        with reading(engine) as db:
            return [case.slug for case in search_page(db, index, viewer, text).cases]

    with reading(engine) as db:
        ada = db.exec(select(Person)).one()
        db.expunge(ada)
    trainee, author = Viewer(ada, frozenset({Role.trainee})), Viewer(ada, frozenset({Role.author}))
    assert found(trainee, "bleep") == found(author, "bleep") == ["bed-14"]
    with writing(engine) as db:
        for publication in db.exec(select(Publication).join(Case).where(Case.slug == "bed-14")).all():
            publication.ended_at = now()
            db.add(publication)
    for text in ("bleep", "Bed 14", "resus", "bleeps and zieli"):
        assert found(trainee, text) == [], "before the index has seen anything"
        assert found(author, text) == ["bed-14"]
    rebuild(engine, index)
    assert (found(trainee, "bleep"), found(author, "bleep")) == ([], ["bed-14"])


def test_a_clip_whose_consent_is_withdrawn_leaves_the_index(engine: Engine, index: Index) -> None:
    def withdraw(db: Session) -> None:
        consent = db.exec(
            select(Consent).join(Clip, Clip.recording_id == Consent.recording_id).where(Clip.key == "bed")
        )
        one = consent.one()
        one.withdrawn_at = now()
        db.add(one)

    change(engine, "clip", "bed", withdraw)
    index_changes(engine, index)
    assert (total(index, "bleep"), total(index, "Zielinski"), total(index, "Bed 14")) == (0, 0, 1)


def test_a_theme_by_another_title_is_found_in_its_cases(engine: Engine, index: Index) -> None:
    def rename(db: Session) -> None:
        theme = db.exec(select(Theme).where(Theme.slug == "truth")).one()
        theme.title = "Candour"
        db.add(theme)

    change(engine, "theme", "truth", rename)
    index_changes(engine, index)
    assert total(index, "candour") == 1


def test_a_clip_and_its_case_changed_together_are_indexed_once(engine: Engine, index: Index) -> None:
    with writing(engine) as db:
        for kind, key in (("clip", "bed"), ("case", "bed-14"), ("clip", "bed"), ("clip", "gone"), ("case", "gone")):
            changes.note(db, kind, key)
        for number in range(600):
            changes.note(db, "clip", f"none-{number}")
    assert index_changes(engine, index) == 605
    assert len(index.search(SearchAsk("bleep"), EVERYTHING).cases[0].hits) == 1


def test_a_clip_moved_to_another_case_is_found_there(engine: Engine, index: Index) -> None:
    def move(db: Session) -> None:
        of_clip = db.exec(select(CaseClip).where(CaseClip.name == "bed")).one()
        of_clip.case_id = db.exec(select(Case).where(Case.slug == "the-quiet-lie")).one().pk
        db.add(of_clip)

    change(engine, "clip", "bed", move)
    index_changes(engine, index)
    assert [case.case_slug for case in index.search(SearchAsk("bleep"), EVERYTHING).cases] == ["the-quiet-lie"]


def test_changes_stay_noted_until_the_index_holds_them(
    engine: Engine, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise IndexUnavailable("The disk is full.")

    change(engine, "clip", "bed", lambda db: None)
    with monkeypatch.context() as broken:
        broken.setattr(index, "update", full)
        with pytest.raises(IndexUnavailable):
            index_changes(engine, index)
    with reading(engine) as db:
        assert len(changes.pending(db)) == 1
    assert index_changes(engine, index) == 1


def test_guidance_and_a_contributor_by_another_name_are_found_where_they_belong(engine: Engine, index: Index) -> None:
    with writing(engine) as db:
        case = db.exec(select(Case).where(Case.slug == "bed-14")).one()
        guidance = Guidance(key="mca", issuer="Parliament", title="Mental Capacity Act", jurisdiction="England")
        db.add(guidance)
        db.flush()
        db.add(CaseGuidance(case_id=case.pk, guidance_id=guidance.pk, position=0))
        contributor = db.exec(select(Contributor).where(Contributor.slug == "tomasz-zielinski")).one()
        contributor.name = "Tomasz Kowalski"
        db.add(contributor)
        changes.note(db, "guidance", "mca")
        changes.note(db, "contributor", "tomasz-zielinski")
    assert index_changes(engine, index) == 2
    assert (total(index, "mental capacity"), total(index, "Kowalski"), total(index, "Zielinski")) == (1, 1, 0)


def laugh(engine: Engine) -> None:
    """A line of the clip told after is changed."""

    def edit(db: Session) -> None:
        cue = db.exec(select(Cue).where(Cue.text == "He wept, and then he thanked me.")).one()
        cue.text = "He laughed, and then he thanked me."
        db.add(cue)

    change(engine, "clip", "lieafter", edit)


def test_a_worker_that_was_slow_does_not_write_over_what_another_wrote_after_it_began(
    engine: Engine, index: Index, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, update = open_index(url), index.update

    def slowly(*given: Any, **named: Any) -> None:
        laugh(engine)
        assert index_changes(engine, quick) == 2
        update(*given, **named)

    change(engine, "clip", "lieafter", lambda db: None)
    monkeypatch.setattr(index, "update", slowly)
    index_changes(engine, index)
    assert (total(index, "laughed"), total(index, "wept")) == (1, 0)
    quick.close()


def test_an_index_made_anew_slowly_holds_what_another_worker_wrote_before_it_began_to_write(
    engine: Engine, index: Index, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, make = open_index(url), index.rebuild

    def slowly(*given: Any) -> None:
        laugh(engine)
        assert index_changes(engine, quick) == 1
        make(*given)

    monkeypatch.setattr(index, "rebuild", slowly)
    rebuild(engine, index)
    assert (total(index, "laughed"), total(index, "wept")) == (1, 0)
    quick.close()
