"""What a person takes away is everything: a table that names a person and is not exported fails here."""

import json
import time

import casebook.rows
from casebook.cases.assembling import add_case, change_step, make_set
from casebook.db.engine import reading, writing
from casebook.db.row import metadata
from casebook.library import Library
from casebook.reflect.everything import DONE_TO_OTHERS, HERS, SECRET, as_json, everything_of
from casebook.reflect.reflecting import keep_reflection
from casebook.reflect.reflection import Reflection
from casebook.reflect.reflection_templates import HEADINGS
from tests.conftest import Visitor, cast, the_case, viewer
from tests.teach.test_closing import CANARY, write_everything

assert casebook.rows.ROW_MODULES


def test_every_column_that_names_a_person_is_exported_or_is_about_another() -> None:
    naming = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "people.id"
    }
    exported = {(table, column) for table, columns in HERS.items() for column in columns}
    assert naming == exported | DONE_TO_OTHERS
    assert not exported & DONE_TO_OTHERS


def test_all_her_words_are_in_it_opened_and_nothing_that_lets_anybody_in(stocked: Library) -> None:
    write_everything(stocked)
    write_everything(stocked, "otto")
    with reading(stocked.engine) as db:
        lena, otto = cast(db, "lena"), cast(db, "otto")
        held = everything_of(db, stocked.keyring, lena)
    text = as_json(held)
    assert json.loads(text) == held
    assert {kind: len(records) for kind, records in held["words"].items()} == {
        "answer": 1, "second-answer": 1, "reflection": 1, "shared": 1, "annotation": 1,
    }  # fmt: skip
    assert text.count(CANARY) > 15
    assert len(held["rows"]["shares"]) == 1
    assert len(held["rows"]["sealed_records"]) == 5
    assert held["rows"]["memberships"]
    assert lena.password_hash not in text
    assert otto.email not in text
    for secret in SECRET:
        assert f'"{secret}"' not in text


def test_the_words_of_her_case_sets_are_in_it_and_nobody_elses(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        for name in ("tom", "vera"):
            made = make_set(db, title=f"Set of {name}", slot_minutes=45, by=cast(db, name))
            step = add_case(db, made, the_case(db)[0], by=viewer(db, name))
            change_step(db, made, step, prompt=f"prompt of {name}", minutes=5)
    with reading(stocked.engine) as db:
        text = as_json(everything_of(db, stocked.keyring, cast(db, "tom")))
    assert "Set of tom" in text
    assert "prompt of tom" in text
    assert "vera" not in text


def test_five_hundred_entries_are_taken_away_in_seconds_not_minutes(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        lena = cast(db, "lena")
        for number in range(500):
            words = dict.fromkeys(list(HEADINGS)[:3], "I stayed with him until his daughter came. " * 20)
            keep_reflection(
                db, stocked.keyring, Reflection(key=f"r{number:011d}", title=f"Entry {number}", parts=words), by=lena
            )
    visitor = Visitor(stocked).enter("lena")
    began = time.process_time()
    given = visitor.get("/my-casebook/everything.zip")
    took = time.process_time() - began
    print(f"500 entries taken away in {took:.1f} s of CPU, {len(given.content):,} bytes")
    assert given.status_code == 200
    assert took < 60


def test_what_the_audit_holds_of_her_is_in_it_and_nobody_elses_name(stocked: Library) -> None:
    tom = Visitor(stocked).enter("tom")
    tom.post("/cohorts", name="Ward doctors")
    Visitor(stocked).enter("lena")
    with reading(stocked.engine) as db:
        hers = everything_of(db, stocked.keyring, cast(db, "tom"))["rows"]["audit_entries"]
    assert [one["act"] for one in hers] == ["demo_sign_ins.create", "cohorts.create"]
    assert {one["who"] for one in hers} == {"you"}
