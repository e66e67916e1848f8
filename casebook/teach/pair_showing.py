"""What a pair's page shows to one of the two: how far they are, what each has shown, what to talk about."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint
from ..cases.theme import Continuum
from ..cases.viewing import seen_by
from ..clock import now
from ..errors import NotFound
from ..people.person import Person
from ..people.viewer import Viewer
from ..reflect.keyring import Keyring
from ..reflect.queries import own_answer
from ..reflect.sealing import record_of, unseal
from .pair import NOTE, OFFERED, SHOWN, Pair, PairHalf

SURE = ("", "Not at all sure", "Not very sure", "Fairly sure", "Very sure")


@dataclass(frozen=True)
class PairPage:
    """A pair as one of the two sees it now. Of the other nothing but a name, until both have agreed."""

    pair: Pair
    case: Case
    point: DecisionPoint
    in_sight: bool  # whether she may open the case now
    link_works: bool  # of an invitation that nobody has taken up
    partner: str  # the other's name; empty before anybody has joined, and once it has ended
    answered: bool  # she herself
    agreed: bool  # she herself
    mine: dict[str, Any] | None  # what she shows, or would
    theirs: dict[str, Any] | None  # what she has been shown
    note: str
    prompts: list[str]


def pair_for(db: Session, person: Person, key: str) -> Pair:
    """The pair of a key, for one of the two. Raises NotFound for anybody else."""
    hers = select(Pair).join(PairHalf, col(PairHalf.pair_id) == Pair.id)
    if (pair := db.exec(hers.where(Pair.key == key, PairHalf.person_id == person.pk)).first()) is None:
        raise NotFound("pair")
    return pair


def pair_page(db: Session, keyring: Keyring, viewer: Viewer, pair: Pair) -> PairPage:
    """All that the page of a pair shows to this viewer, who is one of the two."""
    person = viewer.person
    assert person
    case, point = db.exec(
        select(Case, DecisionPoint)
        .join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
        .where(DecisionPoint.id == pair.decision_point_id)
    ).one()
    halves = select(PairHalf, Person).join(Person, col(Person.id) == PairHalf.person_id)
    both = db.exec(halves.where(PairHalf.pair_id == pair.pk)).all()
    agreed = any(half.agreed_at for half, one in both if one.pk == person.pk)
    kept = {
        kind: unseal(keyring, person, record) if (record := record_of(db, person, kind, pair.key)) else None
        for kind in (OFFERED, SHOWN, NOTE)
    }
    own = None if pair.ended_at else kept[OFFERED] or what_is_shown(db, keyring, pair, person)
    theirs = kept[SHOWN]
    return PairPage(
        pair=pair,
        case=case,
        point=point,
        in_sight=db.exec(select(Case.id).where(Case.id == case.pk, seen_by(viewer))).first() is not None,
        link_works=pair.until > now(),
        partner="" if pair.ended_at else next((one.name for _, one in both if one.pk != person.pk), ""),
        answered=own is not None,
        agreed=agreed,
        mine=own,
        theirs=theirs,
        note=(kept[NOTE] or {}).get("text", ""),
        prompts=prompts(own, theirs) if own and theirs else [],
    )


def pairs_of(db: Session, person: Person) -> list[tuple[Pair, str, str]]:
    """A person's pairs, the latest first: each with its case's title and the other's name, if there is another."""
    hers = (
        select(Pair, Case.title)
        .join(PairHalf, col(PairHalf.pair_id) == Pair.id)
        .join(DecisionPoint, col(DecisionPoint.id) == Pair.decision_point_id)
        .join(Case, col(Case.id) == DecisionPoint.case_id)
        .where(PairHalf.person_id == person.pk)
        .order_by(col(Pair.id).desc())
    )
    found = db.exec(hers).all()
    others = (
        select(PairHalf.pair_id, Person.name)
        .join(Person, col(Person.id) == PairHalf.person_id)
        .where(col(PairHalf.pair_id).in_([pair.pk for pair, _ in found]), PairHalf.person_id != person.pk)
    )
    names = dict(db.exec(others).all())
    return [(pair, title, "" if pair.ended_at else names.get(pair.pk, "")) for pair, title in found]


def what_is_shown(db: Session, keyring: Keyring, pair: Pair, person: Person) -> dict[str, Any] | None:
    """A person's first answer at a pair's decision point in the words in which the other would read it; None before
    she has answered. Her closing words, her second answer and her reflections are not in it."""
    point = db.exec(select(DecisionPoint).where(DecisionPoint.id == pair.decision_point_id)).one()
    if (answer := own_answer(db, keyring, person, point)) is None:
        return None
    lines = {one.slug: one for one in db.exec(select(Continuum).order_by(col(Continuum.number))).all()}
    return {
        "name": person.name,
        "question": point.question,
        "choice": answer.choice,
        "label": answer.label,
        "reasons": answer.reasons,
        "sure": SURE[answer.confidence],
        "led": [lines[slug].mean for slug in answer.considerations if slug in lines],
        "places": [
            {"slug": slug, "from": lines[slug].pole1, "to": lines[slug].pole2, "at": at}
            for slug, at in answer.positions.items()
            if slug in lines
        ],
    }


def prompts(mine: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Three things to talk about, from what both have shown."""
    there = {one["slug"]: one["at"] for one in theirs["places"]}
    shared = [one for one in mine["places"] if one["slug"] in there]
    apart = max(shared, key=lambda one: abs(one["at"] - there[one["slug"]]), default=None)
    first = (
        "You would do the same. Are your reasons the same? Find the one you do not share."
        if mine["label"] == theirs["label"]
        else "You would do different things. Each say what would have to be true for the other’s way to be yours."
    )
    second = "What in the other’s reasons had you not thought of? Would you have wanted to know it then?"
    if apart and apart["at"] != there[apart["slug"]]:
        second = (
            f"You stand furthest apart between “{apart['from']}” and “{apart['to']}”. "
            "Tell each other of somebody you looked after who put you there."
        )
    return [
        first,
        second,
        "In your two roles, what would each need from the other, next time, before it comes to this?",
    ]
