"""What a person mends of her own account: her name, her stage, her password."""

from sqlmodel import Session

from ..errors import WrongInput
from .person import CareerStage, Person
from .queries import person_by_id
from .signing_in import sign_out_everywhere

LONGEST_NAME = 120


def rectify(db: Session, *, name: str, stage: str, by: Person) -> Person:
    """Put her name and her stage right. Answers already given keep the stage they were given at. Raises WrongInput."""
    if not (name := " ".join(name.split())[:LONGEST_NAME]):
        raise WrongInput("Write the name colleagues know you by.")
    person = person_by_id(db, by.pk)
    person.name, person.stage = name, CareerStage(stage) if stage in list(CareerStage) else person.stage
    db.add(person)
    return person


def change_password(db: Session, password_hash: str, *, here: int, by: Person) -> None:
    """Give her another password and sign her out everywhere but `here`."""
    person = person_by_id(db, by.pk)
    person.password_hash = password_hash
    db.add(person)
    sign_out_everywhere(db, person, but=here)
