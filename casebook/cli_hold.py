"""Commands about legal holds: placed and lifted by two named administrators, and listed."""

from typing import Annotated

import typer
from sqlmodel import Session

from .console import noted, open_here
from .db.engine import reading, writing
from .errors import NotFound, WrongInput
from .people.holding import lift_hold, place_hold
from .people.person import Person
from .people.queries import holds_now, person_by_email

hold = typer.Typer(no_args_is_help=True, help="Legal holds: place, lift, list.")

Approvers = Annotated[
    list[str], typer.Option("--approver", help="E-mail address of an administrator who approves; give it twice.")
]


@hold.command("place")
def place(
    email: Annotated[str, typer.Argument(help="E-mail address of the account.")],
    approver: Approvers,
    reference: Annotated[str, typer.Option(help="Of the demand in your own files, never what it is about.")],
    not_told: Annotated[
        str, typer.Option(help="Reference of the order that forbids telling her; she is told without.")
    ] = "",
) -> None:
    """Let nothing of one person's be deleted: her account cannot be closed, and time takes nothing away."""
    library = open_here()
    with writing(library.engine) as db:
        person = person_named(db, email)
        placed = place_hold(db, person, by=two_named(db, approver), reference=reference, bar=not_told)
        noted(library, db, "hold place", f"people/{person.key}/holds/{placed.key}")
    print(f"Everything of {email} is held. {'She is told on her pages.' if placed.told else 'She is not told.'}")


@hold.command("lift")
def lift(
    email: Annotated[str, typer.Argument(help="E-mail address of the account.")],
    approver: Approvers,
) -> None:
    """Let what is kept of a person go its usual way again."""
    library = open_here()
    with writing(library.engine) as db:
        person = person_named(db, email)
        lifted = lift_hold(db, person, by=two_named(db, approver))
        noted(library, db, "hold lift", f"people/{person.key}/holds/{lifted.key}")
    print(f"The hold on {email} is lifted.")


@hold.command("list")
def list_() -> None:
    """List the holds there are, with their days and references."""
    library = open_here()
    with reading(library.engine) as db:
        found = holds_now(db)
    for one, person in found:
        print(f"{one.created_at:%Y-%m-%d}  {person.email}  {one.reference}{'' if one.told else '  (not told)'}")
    if not found:
        print("There is none.")


def two_named(db: Session, emails: list[str]) -> tuple[Person, Person]:
    """The two who approve something. Raises WrongInput where there are not two."""
    if len(emails) != 2:
        raise WrongInput("Two people have to approve it: give --approver twice.")
    return person_named(db, emails[0]), person_named(db, emails[1])


def person_named(db: Session, email: str) -> Person:
    """Whoever has an address. Raises NotFound."""
    if (found := person_by_email(db, email)) is None:
        raise NotFound(f"person: nobody has the address {email}")
    return found
