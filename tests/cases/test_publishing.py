"""Who has to say yes before a case is open: two people to one version, or one where the settings say so."""

import pytest
from sqlmodel import Session

from casebook.cases.case import Case
from casebook.cases.publishing import open_publication, publish, review_confidentiality
from casebook.cases.queries import case_page
from casebook.cases.signing_off import lay_reading, sign_off
from casebook.clock import now
from casebook.errors import AlreadyDone, NotAllowed, NotFound, NotReady
from casebook.people.person import Appointment, Role
from tests.conftest import cast, the_case, viewer


@pytest.fixture
def draft(db: Session) -> Case:
    """The case at a version nobody has read yet, closed."""
    case, _, _ = the_case(db)
    publication = open_publication(db, case)
    assert publication
    publication.ended_at, case.version = now(), case.version + 1
    db.add_all([publication, case])
    db.flush()
    return case


def make(db: Session, name: str, role: Role) -> None:
    db.add(Appointment(person_id=cast(db, name).pk, role=role))
    db.flush()


def test_one_who_reviews_and_writes_is_not_two_people(db: Session, draft: Case) -> None:
    make(db, "vera", Role.author)
    review_confidentiality(db, draft, by=cast(db, "vera"))
    with pytest.raises(NotReady, match="A second person has not yet read this version"):
        publish(db, draft, by=cast(db, "vera"))
    assert publish(db, draft, by=cast(db, "ada")).confidentiality_seen_by_id == cast(db, "vera").pk


def test_a_yes_is_to_one_version(db: Session, draft: Case) -> None:
    review_confidentiality(db, draft, by=cast(db, "vera"))
    draft.version += 1
    db.add(draft)
    with pytest.raises(NotReady):
        publish(db, draft, by=cast(db, "ada"))


def test_the_author_is_enough_where_the_settings_say_so(db: Session, draft: Case) -> None:
    ada = cast(db, "ada")
    with pytest.raises(NotAllowed):
        review_confidentiality(db, draft, by=ada)
    with pytest.raises(NotReady, match="You have not yet read this version"):
        publish(db, draft, by=ada, rule="one")
    review_confidentiality(db, draft, by=ada, rule="one")
    with pytest.raises(NotReady, match="A second person"):
        publish(db, draft, by=ada)
    assert publish(db, draft, by=ada, rule="one").confidentiality_seen_by_id == ada.pk


def test_an_expert_by_experience_reads_the_draft_and_the_case_says_so(db: Session, draft: Case) -> None:
    with pytest.raises(NotFound):
        case_page(db, viewer(db, "otto"), draft.slug)
    with pytest.raises(NotAllowed):
        sign_off(db, draft, by=cast(db, "otto"))
    make(db, "otto", Role.lay_reviewer)
    seen = case_page(db, viewer(db, "otto"), draft.slug)
    assert (seen.read_by_lay, seen.hers_to_sign) == (False, True)
    sign_off(db, draft, by=cast(db, "otto"))
    db.flush()
    with pytest.raises(AlreadyDone):
        sign_off(db, draft, by=cast(db, "otto"))
    seen = case_page(db, viewer(db, "otto"), draft.slug)
    assert (seen.read_by_lay, seen.hers_to_sign) == (True, False)
    draft.version += 1
    assert lay_reading(db, draft) is None, "another version has not been read"
