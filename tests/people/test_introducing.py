"""Somebody new who speaks: an address of her own, whatever her name is."""

from sqlmodel import Session

from casebook.people.introducing import introduce


def test_two_of_one_name_have_addresses_of_their_own(db: Session) -> None:
    names = ("Dr Nia Bevan", "Nia Bevan", "Prof. Nía Bevan", "New", "Nobody", "李明", "x" * 255, "x" * 255)
    slugs = [introduce(db, name=name, role="GP", stage="gp", setting="gp").slug for name in names]
    assert slugs[:6] == ["nia-bevan", "nia-bevan-2", "nia-bevan-3", "new-2", "nobody-2", "speaker"]
    assert slugs[7] == slugs[6] + "-2"
    assert max(map(len, slugs)) <= 64
