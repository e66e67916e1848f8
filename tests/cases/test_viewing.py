"""The one sight rule: published, consented, and after a decision point only after one's own commit."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from casebook.cases import viewing
from casebook.cases.case import CaseClip
from casebook.cases.publication import Publication
from casebook.cases.queries import case_page, stills_in, theme_page
from casebook.clock import now, standing_at
from casebook.errors import Gone, NotFound
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Consent
from casebook.media.consenting import give_consent, withdraw_consent
from casebook.people.queries import contributor_by_slug
from casebook.people.viewer import NOBODY
from casebook.reflect.responding import respond
from tests.conftest import an_answer, cast, the_case, viewer


def keys(db: Session, *, after: bool) -> list[str]:
    rows = select(Clip.key).join(CaseClip).where(CaseClip.after == after)
    return list(db.exec(rows).all())


def commit(db: Session, library: Library, name: str) -> None:
    case, point, options = the_case(db)
    respond(db, library.keyring, case, point, options, an_answer(), by=cast(db, name))
    db.flush()


def test_before_the_commit_nothing_told_after_is_let_out(db: Session) -> None:
    lena = viewer(db, "lena")
    for key in keys(db, after=False):
        assert viewing.clip_for(db, lena, key).clip.key == key
    for key in keys(db, after=True):
        with pytest.raises(NotFound):
            viewing.clip_for(db, lena, key)
    page = case_page(db, lena, "the-open-door")
    assert [clip.after for clip in page.clips] == [False]
    assert page.withheld == 2
    assert not set(keys(db, after=True)) & viewing.seen_keys(db, lena)[1]


def test_ones_own_commit_opens_what_is_told_after_for_oneself_alone(db: Session, stocked: Library) -> None:
    commit(db, stocked, "lena")
    assert len(case_page(db, viewer(db, "lena"), "the-open-door").clips) == 3
    assert len(case_page(db, viewer(db, "otto"), "the-open-door").clips) == 1
    assert len(case_page(db, viewer(db, "tom"), "the-open-door").clips) == 1, "educators commit first too"


def test_those_who_make_cases_see_all_of_them(db: Session) -> None:
    assert len(case_page(db, viewer(db, "ada"), "the-open-door").clips) == 3
    assert len(case_page(db, viewer(db, "vera"), "the-open-door").clips) == 3


def test_nobody_signed_in_sees_nothing(db: Session) -> None:
    with pytest.raises(NotFound):
        viewing.case_for(db, NOBODY, "the-open-door")
    assert viewing.seen_keys(db, NOBODY) == (frozenset(), frozenset())


def test_a_draft_is_not_there_for_a_trainee(db: Session) -> None:
    publication = db.exec(select(Publication)).one()
    publication.ended_at = now()
    db.add(publication)
    db.flush()
    with pytest.raises(NotFound):
        viewing.case_for(db, viewer(db, "lena"), "the-open-door")
    assert viewing.case_for(db, viewer(db, "ada"), "the-open-door").slug == "the-open-door"


def test_withdrawn_consent_closes_the_clip_at_once_for_everyone(db: Session) -> None:
    key = keys(db, after=False)[0]
    clip = db.exec(select(Clip).where(Clip.key == key)).one()
    consent = db.exec(select(Consent).where(Consent.recording_id == clip.recording_id)).one()
    withdraw_consent(db, consent, reason="She asked.")
    db.flush()
    for name in ("lena", "ada", "vera", "tom"):
        with pytest.raises(Gone, match="taken back by the person in it"):
            viewing.clip_for(db, viewer(db, name), key)
    after = keys(db, after=True)[0]
    with pytest.raises(NotFound):
        viewing.clip_for(db, viewer(db, "lena"), after)  # she never could see it, so she is not told of it
    assert case_page(db, viewer(db, "lena"), "the-open-door").clips == []


def test_consent_ends_by_the_clock_without_anyone_doing_anything(db: Session) -> None:
    lena, key = viewer(db, "lena"), keys(db, after=False)[0]
    for recording in db.exec(select(Recording)).all():
        give_consent(db, recording, evidence="Form 7", until=now() + timedelta(hours=1))
    assert viewing.clip_for(db, lena, key)
    with standing_at(now() + timedelta(hours=2)), pytest.raises(NotFound):
        viewing.clip_for(db, lena, key)


def test_a_synthesis_paragraph_that_links_to_after_opens_with_the_commit(db: Session, stocked: Library) -> None:
    before = theme_page(db, viewer(db, "lena"), "truth-telling").paragraphs
    assert "xylophonecanary" not in "".join(paragraph.text for paragraph in before)
    assert [card.slug for card in before[1].opened_by] == ["the-open-door"]
    assert "(moment:the-open-door/" in before[0].text
    commit(db, stocked, "lena")
    after = theme_page(db, viewer(db, "lena"), "truth-telling").paragraphs
    assert "xylophonecanary" in after[1].text


def test_a_clip_names_only_the_stills_that_are_seen_in_it() -> None:
    stills = [{"at_ms": at, "alt": str(at)} for at in (0, 1000, 2000, 3000)]
    before = Clip(recording_id=1, title="t", in_ms=0, out_ms=2000)
    after = Clip(recording_id=1, title="t", in_ms=2500, out_ms=None)
    assert [still["at_ms"] for still in stills_in(stills, before)] == [0, 1000]
    assert [still["at_ms"] for still in stills_in(stills, after)] == [2000, 3000]


def test_a_synthesis_says_nothing_of_a_case_that_is_not_open(db: Session, stocked: Library) -> None:
    commit(db, stocked, "lena")
    publication = db.exec(select(Publication)).one()
    publication.ended_at = now()
    db.add(publication)
    db.flush()
    for name in ("lena", "otto"):
        assert theme_page(db, viewer(db, name), "truth-telling").paragraphs == []


def test_a_contributor_is_seen_only_while_something_she_tells_is(db: Session) -> None:
    contributor = contributor_by_slug(db, "dr-second")
    assert viewing.contributor_is_seen(db, viewer(db, "lena"), contributor)
    for consent in db.exec(select(Consent)).all():
        withdraw_consent(db, consent, reason="She asked.")
    db.flush()
    assert not viewing.contributor_is_seen(db, viewer(db, "lena"), contributor)
    assert case_page(db, viewer(db, "lena"), "the-open-door").card.speakers == []
