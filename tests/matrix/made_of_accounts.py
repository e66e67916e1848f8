"""What an account has: browsers, passkeys and providers, each actor's own; and people, as an administrator has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session

from casebook.clock import now
from casebook.db.engine import writing
from casebook.db.row import new_key
from casebook.people.person import Person
from casebook.people.provider_link import ProviderLink
from casebook.people.second_factor import Passkey
from casebook.people.signing_in import sign_in
from tests.conftest import cast

from .made_alone import Places
from .people import ACTORS

if TYPE_CHECKING:
    from .hospital import Hospital


def plant(at: Hospital) -> None:
    """Another browser, one that was signed out, a passkey and a provider's link, of each actor and of two others; and
    three people."""
    with writing(at.library.engine) as db:
        for actor, name in ACTORS.items():
            if name not in ("", "guest"):
                at.put_own("sign-in", actor, _browser(db, cast(db, name)))
                at.put_own("sign-in", actor, _browser(db, cast(db, name), over=True), "withdrawn")
                at.put_own("passkey", actor, _passkey(db, cast(db, name)))
                at.put_own("provider-link", actor, _link(db, cast(db, name)))
        for situation, name in (("same", "nell"), ("other", "quinn")):
            at.put("sign-in", **{situation: _browser(db, cast(db, name))})
            at.put("passkey", **{situation: _passkey(db, cast(db, name))})
            at.put("provider-link", **{situation: _link(db, cast(db, name))})
        for situation, name, role in (
            ("own", "adam", "administrator"),
            ("same", "nell", "trainee"),
            ("other", "quinn", "trainee"),
        ):
            at.put("person", **{situation: {"key": cast(db, name).key, "role": role}})


def _browser(db: Session, person: Person, *, over: bool = False) -> Places:
    row, _ = sign_in(db, person, hours=12, second_factor=True)
    row.revoked_at = now() if over else None
    db.flush()
    return {"key": row.key}


def _passkey(db: Session, person: Person) -> Places:
    row = Passkey(person_id=person.pk, name="Phone", credential="", public_key="")
    row.credential = row.key
    db.add(row)
    db.flush()
    return {"key": row.key}


def _link(db: Session, person: Person) -> Places:
    """Of a provider that is no longer set, so that it is nobody's only way in."""
    row = ProviderLink(person_id=person.pk, issuer="https://gone.example", subject=new_key())
    db.add(row)
    db.flush()
    return {"key": row.key}
