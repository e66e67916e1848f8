"""The description of the site tells of every line of the map, of fields that are read, and of nothing else."""

import re
from pathlib import Path

import casebook
from casebook.web.form_fields import FIELDS, FILES
from casebook.web.openapi import STATUSES, described, statuses
from casebook.web.routes import MAP

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(casebook.__file__).parent.rglob("*.py")
                    if path.name != "form_fields.py")  # fmt: skip


def test_every_line_of_the_map_is_described_once() -> None:
    told = described(MAP, "http://localhost:8000")["paths"]
    names = [operation["operationId"] for of in told.values() for operation in of.values()]
    assert sorted(names) == sorted(line.name for line in MAP)


def test_every_line_says_what_it_does() -> None:
    told = described(MAP, "http://localhost:8000")["paths"]
    silent = [of["operationId"] for path in told.values() for of in path.values() if of["summary"] == of["operationId"]]
    assert silent == []


def test_only_forms_that_are_there_have_fields_and_something_reads_each() -> None:
    posts = {line.name for line in MAP if line.method == "POST"}
    assert set(FIELDS) <= posts
    assert set(FILES) <= set(FIELDS)
    for name, fields in FIELDS.items():
        for field in fields.split():
            stem = field.replace("*", "")
            assert re.search(rf"""["']{re.escape(stem)}""", SOURCES) or f'"{stem.strip("-")}"' in SOURCES, (name, field)


def test_every_status_is_explained() -> None:
    assert {status for line in MAP for status in statuses(line)} <= set(STATUSES)
