"""What pages say of a case, from who speaks in it."""

from sqlmodel import Session, select

from casebook.cases.queries import cards
from casebook.people.contributor import Contributor
from tests.conftest import the_case, viewer

FICTIONAL = "Fictional case for learning; not guidance."


def test_a_case_is_called_fictional_only_where_everybody_who_speaks_in_it_is_invented(db: Session) -> None:
    case, _, _ = the_case(db)
    assert cards(db, viewer(db, "lena"), [case])[0].what_it_is == FICTIONAL
    real = db.exec(select(Contributor).where(Contributor.slug == "dr-first")).one()
    real.invented = False
    db.add(real)
    db.flush()
    card = cards(db, viewer(db, "lena"), [case])[0]
    assert sorted(one.invented for one in card.speakers) == [False, True]
    assert card.what_it_is == "For learning; not guidance."
