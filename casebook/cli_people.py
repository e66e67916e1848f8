"""Commands about people's roles and second factors, for whoever looks after the machine."""

import sys
from typing import Annotated

import typer
from sqlmodel import Session

from .console import noted, open_here
from .db.engine import writing
from .errors import NotFound, WrongInput
from .people.appointing import appointments_of
from .people.forgetting_factors import forget_factors
from .people.joining import add_organisation, appoint, enter_organisation
from .people.letter import LetterKind
from .people.mailing import write_letter
from .people.person import Organisation, Person, Role
from .people.queries import person_by_email
from .people.signing_in import sign_out_everywhere
from .reflect.authenticating import remove_authenticator

people = typer.Typer(no_args_is_help=True, help="Roles, organisations, and second factors that were lost.")
Address = Annotated[str, typer.Argument(help="E-mail address.")]


@people.command("appoint")
def appoint_(email: Address, role: Role) -> None:
    """Give somebody a role: the first administrator, and operators, come from here. She is signed out everywhere."""
    library = open_here()
    with writing(library.engine) as db:
        person = _person(db, email)
        if any(held.role == role for held, _ in appointments_of(db, person)):
            print(f"{person.name} has that role already.")
            return
        if role is Role.administrator and person.organisation_id is None:
            raise WrongInput(f'She is of no organisation yet: casebook people place {email} "Its name"')
        appoint(db, person, role)
        sign_out_everywhere(db, person)
        noted(library, db, "people appoint", f"people/{person.key}")
    print(f"{email} has the role {role.value} now, and signs in again.")


@people.command("place")
def place(
    email: Address,
    organisation: Annotated[str, typer.Argument(help="Name of the organisation; made if new.")],
) -> None:
    """Say which organisation somebody is of, who is of none yet. Whoever is of one stays there."""
    library = open_here()
    with writing(library.engine) as db:
        person = _person(db, email)
        found = enter_organisation(db, person, organisation_named(db, organisation))
        sign_out_everywhere(db, person)
        noted(library, db, "people place", f"people/{person.key}")
        said = f"{email} is of {found.name} now ({found.slug}), and signs in again."
    print(said)


@people.command("forget-factors")
def forget(
    email: Address,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take away a second step that somebody has lost with all recovery codes. See first that it is really she: whoever
    holds her password comes in by that alone until she sets up another."""
    if not yes and not typer.confirm("Have you seen or heard that it is she?", err=True):
        print("Nothing was done.", file=sys.stderr)
        raise typer.Exit(2)
    library = open_here()
    with writing(library.engine) as db:
        person = _person(db, email)
        remove_authenticator(db, by=person)
        forget_factors(db, person)
        sign_out_everywhere(db, person)
        noted(library, db, "people forget-factors", f"people/{person.key}")
        if library.post_office is not None:
            write_letter(db, LetterKind.second_factor_changed, person=person)
    print(f"{email} signs in by password and sets up a new second step.")


def ask_for_password() -> str:
    """A new password, asked for twice on a terminal."""
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def organisation_named(db: Session, name: str) -> Organisation:
    """An organisation by its name; made if new."""
    slug = "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
    return add_organisation(db, slug=slug, name=name)


def _person(db: Session, email: str) -> Person:
    if (found := person_by_email(db, email)) is None:
        raise NotFound(f"person: nobody has the address {email}")
    return found
