"""Notes leave as Web Annotations that the model's own rules accept, and what others write by these rules comes in."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.errors import WrongInput
from casebook.reflect.annotating import Annotation
from casebook.reflect.web_annotations import as_collection, read_annotations

SITE = "https://casebook.example"
ON = datetime(2026, 11, 3, 9, 0, 1, 500, tzinfo=UTC)
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
valid: Callable[[Any], Any] = fastjsonschema.compile(
    json.loads(Path(__file__).with_name("web_annotation.schema.json").read_text())
)


def note(text: str = "Those lights.", *, key: str = "a" * 12, from_ms: int = 500, to_ms: int = 1200) -> Annotation:
    return Annotation(key, "clip00000000", "The bleep", "case", "The case", from_ms, to_ms, text, ON, ON)


@given(
    st.lists(
        st.builds(note, st.text(min_size=1), from_ms=st.integers(0, 7_200_000), to_ms=st.integers(7_200_000, 10**8)),
        max_size=4,
    )
)
def test_whatever_leaves_is_valid_and_comes_back_as_it_was(notes: list[Annotation]) -> None:
    told = json.loads(json.dumps(as_collection(notes, site=SITE)))
    valid(told)
    readable = [one for one in notes if one.text.strip()]
    found, others = read_annotations(told)
    assert [(one.key, one.clip, one.text) for one in found] == [(one.key, one.clip, one.text) for one in readable]
    assert all(one.to_ms == back.to_ms for one, back in zip(readable, found, strict=True))
    assert others == len(notes) - len(readable)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda told: told.pop("@context"),
        lambda told: told.update({"@context": "http://www.w3.org/ns/oa.jsonld"}),
        lambda told: told.pop("first"),
        lambda told: told.update(total=-1),
        lambda told: told["first"].pop("items"),
        lambda told: told["first"].update(type="Page"),
        lambda told: told["first"]["items"][0].pop("id"),
        lambda told: told["first"]["items"][0].update(id="no address"),
        lambda told: told["first"]["items"][0].pop("target"),
        lambda told: told["first"]["items"][0].update(created="2026-11-03T09:00:01+00:00"),
        lambda told: told["first"]["items"][0].update(motivation="noting"),
        lambda told: told["first"]["items"][0].update(bodyValue="Twice."),
        lambda told: told["first"]["items"][0]["body"].pop("value"),
        lambda told: told["first"]["items"][0]["target"].pop("source"),
        lambda told: told["first"]["items"][0]["target"]["selector"].pop("type"),
        lambda told: told["first"]["items"][0]["target"]["selector"].pop("value"),
    ],
)
def test_what_breaks_a_rule_of_the_model_is_not_valid(spoilt: Callable[[dict[str, Any]], object]) -> None:
    told = copy.deepcopy(as_collection([note()], site=SITE))
    valid(told)
    spoilt(told)
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        valid(told)


CLIP = "https://elsewhere.example/clips/clip00000000"
FRAGMENT = {"type": "FragmentSelector", "conformsTo": "http://www.w3.org/TR/media-frags/"}
BODY = {"type": "TextualBody", "value": "Said elsewhere."}
SPECIFIC = {"type": "SpecificResource", "source": CLIP, "selector": FRAGMENT | {"value": "t=10,20"}}


def foreign(**parts: Any) -> dict[str, Any]:
    return {"@context": CONTEXT, "id": "urn:uuid:1", "type": "Annotation", "body": BODY, "target": SPECIFIC} | parts


@pytest.mark.parametrize(
    ("given", "from_ms", "to_ms"),
    [
        (foreign(), 10_000, 20_000),
        (foreign(type=["Annotation", "https://example.org/Note"]), 10_000, 20_000),
        ({**foreign(bodyValue="Said elsewhere."), "body": None}, 10_000, 20_000),
        (foreign(body=[{"type": "TextualBody", "value": "tag", "purpose": "tagging"}, BODY]), 10_000, 20_000),
        (foreign(body=["https://example.org/a-film", BODY]), 10_000, 20_000),
        (foreign(target=f"{CLIP}#t=10,20"), 10_000, 20_000),
        (foreign(target={"id": f"{CLIP}#t=10,20", "type": "Video"}), 10_000, 20_000),
        (foreign(target=[SPECIFIC]), 10_000, 20_000),
        (foreign(target=SPECIFIC | {"source": {"id": CLIP, "type": "Video"}}), 10_000, 20_000),
        (foreign(target=SPECIFIC | {"selector": [{"type": "XPathSelector", "value": "/x"}, SPECIFIC["selector"]]}),
         10_000, 20_000),
        (foreign(target=SPECIFIC | {"selector": FRAGMENT | {"value": "t=npt:0:00:10,0:02:00.5"}}), 10_000, 120_500),
        (foreign(target=SPECIFIC | {"selector": FRAGMENT | {"value": "t=,20"}}), 0, 20_000),
        (foreign(target=SPECIFIC | {"selector": FRAGMENT | {"value": "t=01:30"}}), 90_000, 90_000),
        (foreign(target=SPECIFIC | {"selector": FRAGMENT | {"value": "xywh=0,0,9,9&t=10,20"}}), 10_000, 20_000),
    ],
)  # fmt: skip
def test_what_others_write_by_the_model_comes_in(given: dict[str, Any], from_ms: int, to_ms: int) -> None:
    given = {name: value for name, value in given.items() if value is not None}
    valid(given)
    ((found,), others) = read_annotations(given)
    assert (found.text, found.clip, found.from_ms, found.to_ms) == ("Said elsewhere.", "clip00000000", from_ms, to_ms)
    assert others == 0


@pytest.mark.parametrize(
    "target",
    [
        CLIP, f"{CLIP}#t=", f"{CLIP}#t=smpte:0:10", f"{CLIP}#xywh=1,2,3,4", "urn:x#t=1", {"id": 7}, [], [None], 7,
        SPECIFIC | {"selector": 7}, SPECIFIC | {"selector": [None]}, {"source": {}, "selector": []},
        SPECIFIC | {"selector": FRAGMENT | {"value": "t=1:2:3:4"}},
    ],
)  # fmt: skip
def test_what_names_no_time_of_a_clip_is_counted_and_left(target: Any) -> None:
    assert read_annotations(foreign(target=target)) == ([], 1)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["id", "type", "body", "value", "target", "source", "selector", "items"]),
                        inner, max_size=5)))  # fmt: skip
def test_nothing_that_is_no_annotation_breaks_the_reading(given_: Any) -> None:
    found, others = read_annotations([given_, foreign(body=given_), foreign(target=given_)])
    assert len(found) + others == 3


@pytest.mark.parametrize("address", ["//[x", "https://[", "http://[::1#t=1"])
def test_an_address_that_is_none_is_counted_and_left(address: str) -> None:
    anno = {"type": "Annotation", "id": address, "body": {"value": "Here."}, "target": address}
    assert read_annotations(anno) == ([], 1)


def test_collections_in_collections_are_none_however_deep() -> None:
    deep: dict[str, Any] = {"type": "AnnotationPage", "items": []}
    for _ in range(2000):
        deep = {"type": ["AnnotationCollection"], "first": deep}
    with pytest.raises(WrongInput):
        read_annotations(deep)
