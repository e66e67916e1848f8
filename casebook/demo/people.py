"""The cast: one invented person for each part, the same in the demonstration and in the tests."""

from dataclasses import dataclass

from ..people.person import CareerStage, Role


@dataclass(frozen=True)
class Member:
    """One of the cast."""

    name: str
    does: str
    email: str
    stage: CareerStage
    roles: tuple[Role, ...]
    organisation: str
    cohort: str = ""


NORTH = "North Vale Hospitals"
SOUTH = "South Haven Medical School"

CAST: tuple[Member, ...] = (
    Member("Lena Marsh", "learns: a foundation doctor in cohort North", "lena@casebook.example",
           CareerStage.foundation, (Role.trainee,), NORTH, "North"),
    Member("Tom Ferreira", "teaches cohort North", "tom@casebook.example",
           CareerStage.specialty_training, (Role.educator,), NORTH, "North"),
    Member("Ada Kowalczyk", "writes cases", "ada@casebook.example",
           CareerStage.consultant, (Role.author,), NORTH),
    Member("Vera Lindqvist", "reviews cases before anyone sees them", "vera@casebook.example",
           CareerStage.consultant, (Role.reviewer,), NORTH),
    Member("Otto Brand", "learns somewhere else, outside cohort North", "otto@casebook.example",
           CareerStage.student, (Role.trainee,), SOUTH),
)  # fmt: skip

#: Whom the demonstration has besides.
IN_THE_DEMO: tuple[Member, ...] = (
    *CAST,
    Member("Nia Bevan", "keeps what speakers agreed to, gives roles, reads the audit", "nia@casebook.example",
           CareerStage.other, (Role.consent_officer, Role.administrator), NORTH),
)  # fmt: skip
