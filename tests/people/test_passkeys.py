"""Passkeys: what was offered is signed once, by the right key, for the right person, at this site."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.errors import WrongInput
from casebook.people.passkeys import CHALLENGE, MOST_PASSKEYS, Place, keep_new, offer, offer_new, signed_by
from casebook.people.second_factor import Passkey
from tests.conftest import cast
from tests.doubles.device import Device

HERE = Place("localhost", "http://localhost:8000")


def with_key(db: Session, name: str = "tom", **kind: object) -> Device:
    device, person = Device(**kind), cast(db, name)  # type: ignore[arg-type]
    keep_new(db, HERE, device.make(offer_new(db, HERE, by=person)), name=" My  phone ", by=person)
    return device


def test_a_passkey_signs_in_by_itself_and_as_a_second_step(db: Session) -> None:
    device, tom = with_key(db), cast(db, "tom")
    assert db.exec(select(Passkey)).one().name == "My phone"
    assert signed_by(db, HERE, device.sign(offer(db, HERE, to=None)), of=None).pk == tom.pk
    assert signed_by(db, HERE, device.sign(offer(db, HERE, to=tom)), of=tom).pk == tom.pk
    assert db.exec(select(Passkey)).one().uses == 2


def test_what_was_signed_counts_once(db: Session) -> None:
    device = with_key(db)
    signed = device.sign(offer(db, HERE, to=None))
    signed_by(db, HERE, signed, of=None)
    with pytest.raises(WrongInput):
        signed_by(db, HERE, signed, of=None)


def test_a_challenge_is_for_one_person_and_soon_over(db: Session) -> None:
    device, tom, lena = with_key(db), cast(db, "tom"), cast(db, "lena")
    with pytest.raises(WrongInput):  # hers signed with his key
        signed_by(db, HERE, device.sign(offer(db, HERE, to=lena)), of=lena)
    with pytest.raises(WrongInput):  # what anyone was offered does for no second step
        signed_by(db, HERE, device.sign(offer(db, HERE, to=None)), of=tom)
    signed = device.sign(offer(db, HERE, to=tom))
    with standing_at(now() + CHALLENGE), pytest.raises(WrongInput):
        signed_by(db, HERE, signed, of=tom)


def test_alone_a_passkey_must_know_its_owner(db: Session) -> None:
    device, tom = with_key(db, knows_owner=False), cast(db, "tom")
    with pytest.raises(WrongInput):
        signed_by(db, HERE, device.sign(offer(db, HERE, to=None)), of=None)
    assert signed_by(db, HERE, device.sign(offer(db, HERE, to=tom)), of=tom).pk == tom.pk


def test_another_site_or_another_key_signs_nothing(db: Session) -> None:
    device, tom = with_key(db), cast(db, "tom")
    device.origin = "https://casebook.example.evil"
    with pytest.raises(WrongInput):
        signed_by(db, HERE, device.sign(offer(db, HERE, to=tom)), of=tom)
    other = Device(identity=device.identity)
    with pytest.raises(WrongInput):
        signed_by(db, HERE, other.sign(offer(db, HERE, to=tom)), of=tom)


def test_a_copied_device_that_counts_behind_is_refused(db: Session) -> None:
    device, tom = with_key(db), cast(db, "tom")
    device.uses = 7
    signed_by(db, HERE, device.sign(offer(db, HERE, to=tom)), of=tom)
    device.uses = 3
    with pytest.raises(WrongInput):
        signed_by(db, HERE, device.sign(offer(db, HERE, to=tom)), of=tom)


def test_a_key_is_kept_for_one_person_and_so_many_are_enough(db: Session) -> None:
    device, lena = with_key(db), cast(db, "lena")
    with pytest.raises(WrongInput):
        keep_new(db, HERE, device.make(offer_new(db, HERE, by=lena)), name="", by=lena)
    for _ in range(MOST_PASSKEYS - 1):
        with_key(db)
    with pytest.raises(WrongInput):
        offer_new(db, HERE, by=cast(db, "tom"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(["id", "rawId", "type", "response"]), st.text(max_size=8) | st.integers())
    | st.text(max_size=20)
    | st.lists(st.integers(), max_size=3),
    st.dictionaries(
        st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "attestationObject"]),
        st.text(max_size=12) | st.none(),
    ),
)
def test_what_no_device_sends_is_refused_in_words(db: Session, whole: object, response: dict[str, object]) -> None:
    tom = cast(db, "tom")
    sent = json.dumps(whole | {"response": response} if isinstance(whole, dict) else whole)
    for refused in (
        lambda: signed_by(db, HERE, sent, of=None),
        lambda: keep_new(db, HERE, sent, name="", by=tom),
    ):
        with pytest.raises(WrongInput):
            refused()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]), st.integers(0, 400), st.characters())
def test_a_signed_answer_with_one_letter_changed_is_refused(db: Session, part: str, at: int, letter: str) -> None:
    tom = cast(db, "tom")
    held = db.exec(select(Passkey)).first()
    device = _DEVICES.setdefault(held.credential, Device()) if held else with_key(db)
    if not held:
        _DEVICES[db.exec(select(Passkey)).one().credential] = device
    sent = json.loads(device.sign(offer(db, HERE, to=tom)))
    was = sent["response"][part]
    at %= len(was) - 2  # the last letter of base64 holds bits that mean nothing
    if was[at] == letter:
        return
    sent["response"][part] = was[:at] + letter + was[at + 1 :]
    with pytest.raises(WrongInput):
        signed_by(db, HERE, json.dumps(sent), of=tom)


_DEVICES: dict[str, Device] = {}
