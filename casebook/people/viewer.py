"""A viewer: whoever is looking, with the roles she holds at this moment; nobody in particular when not signed in."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from .person import PRIVILEGED, Person, Role
from .queries import roles_of, teaching_of


@dataclass(frozen=True)
class Viewer:
    """The doer of a request. `person` is None for someone not signed in. A guest of a teaching session is a person and
    not signed in: `open_case` is the one case she may see now, by its row number."""

    person: Person | None = None
    roles: frozenset[Role] = frozenset()
    teaches_cohort: bool = False  # is an educator of some cohort at present, whatever her roles
    stands_in: bool = False  # runs sessions for some cohort's educators, until a day
    withheld: frozenset[Role] = frozenset()  # roles that open once she has shown a second factor
    open_case: int | None = None

    @property
    def signed_in(self) -> bool:
        return self.person is not None and not self.person.guest

    @property
    def is_guest(self) -> bool:
        return self.person is not None and self.person.guest

    @property
    def makes_cases(self) -> bool:
        """Authors and reviewers see drafts, and what comes after a decision point, because they make them."""
        return bool(self.roles & {Role.author, Role.reviewer})

    @property
    def reads_drafts(self) -> bool:
        """Those who make cases, and experts by experience, who read them before anybody else sees them."""
        return self.makes_cases or Role.lay_reviewer in self.roles

    @property
    def unproved(self) -> "Viewer":
        """The same without what needs a second factor: a learner, who teaches nobody."""
        kept = self.roles - PRIVILEGED
        taught = frozenset({Role.educator}) if self.teaches_cohort else frozenset()
        return replace(self, roles=kept, teaches_cohort=False, withheld=(self.roles - kept) | taught)

    @property
    def proved(self) -> "Viewer":
        """The same with what is withheld."""
        roles = self.roles | self.withheld
        return replace(
            self, roles=roles, teaches_cohort=self.teaches_cohort or Role.educator in roles, withheld=frozenset()
        )


NOBODY = Viewer()


def somebody() -> Viewer:
    """Anyone at all who is signed in: nobody we know, without a role, and she has answered nothing."""
    return Viewer(Person(name="", email=""))


def viewer_of(db: Session, person: Person | None) -> Viewer:
    """The viewer a person is at present."""
    if person is None:
        return NOBODY
    roles = roles_of(db, person)
    if Role.educator in roles:
        return Viewer(person, roles, teaches_cohort=True)
    teaching = teaching_of(db, person)
    return Viewer(person, roles, teaching.a_cohort, teaching.stands_in)
