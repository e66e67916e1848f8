"""What takes two people to approve: named, administrators, neither of them the person whom it is about."""

import re

from sqlmodel import Session

from ..errors import WrongInput
from .person import Person, Role
from .queries import roles_of
from .signing_in import suspended

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{1,59}")


def check_approved(db: Session, person: Person, by: tuple[Person, Person]) -> None:
    """Let two people approve something about a third. Raises WrongInput where they may not."""
    if by[0].pk == by[1].pk:
        raise WrongInput("Two people have to approve it, not one twice.")
    for one in by:
        if one.pk == person.pk:
            raise WrongInput("Nobody approves this about herself.")
        if Role.administrator not in roles_of(db, one) or suspended(db, one):
            raise WrongInput(f"{one.email} is not an administrator; two of those have to approve it.")


def check_reference(*given: str) -> None:
    """Take references to the organisation's own files, which hold nothing of what stands there. Raises WrongInput."""
    for one in given:
        if not _REFERENCE.fullmatch(one):
            raise WrongInput("A reference has two to sixty letters, digits, spaces and . / _ - and tells no matter.")
