"""What a thing is also called."""

from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine

from casebook.cases.theme import SynonymGroup
from casebook.db.engine import reading, writing
from casebook.search.query import Synonym
from casebook.search.synonyms import Names, synonyms_for, synonyms_of

GROUPS = [
    Names(("DNACPR", "DNAR", "not for resuscitation"), ("resus",)),
    Names(("Mental Health Act",), ("section", "sectioned")),
    Names(("safeguarding",), ("section 47",)),
    Names(("abortion", "termination"), (), ("TOP",)),
    Names(("Boundaries",), ("will", "gift", "no way back")),
]
OURS = yaml.safe_load((Path(__file__).parents[2] / "content/synonyms.yaml").read_text(encoding="utf-8"))["synonyms"]


def found(text: str) -> dict[str, tuple[str, ...]]:
    return {synonym.asked: synonym.others for synonym in synonyms_for(text, GROUPS)}


def test_the_groups_are_the_librarys_own_and_the_words_of_the_themes(engine: Engine) -> None:
    with writing(engine) as db:
        db.add(SynonymGroup(term="abortion", position=0, names=["termination"], as_written=["TOP"]))
    with reading(engine) as db:
        assert synonyms_of(db) == [
            Names(("abortion", "termination"), (), ("TOP",)),
            Names(("Telling the truth",), ("honesty",)),
            Names(("Decisions near the end of life",), ("DNACPR", "DNAR", "resus")),
        ]


def test_any_name_leads_to_all_others() -> None:
    assert found("a dnar form") == {"DNAR": ("DNACPR", "not for resuscitation")}
    assert found("was she not for resuscitation?") == {"not for resuscitation": ("DNACPR", "DNAR")}
    assert found("Was RESUS right?") == {"resus": ("DNACPR", "DNAR", "not for resuscitation")}


def test_what_only_leads_to_a_thing_is_not_looked_for() -> None:
    assert synonyms_for("mental health act", GROUPS) == ()
    assert found("she was sectioned") == {"sectioned": ("Mental Health Act",)}
    assert synonyms_for("gifts", GROUPS) == (Synonym("gift", ("Boundaries",)),)
    assert found("there is no way back now") == {"no way back": ("Boundaries",)}


def test_any_name_leads_where_the_others_lead() -> None:
    groups = [Names(("under sixteen", "under 16"), ("Gillick",)), Names(("Children",), ("under-16", "school"))]
    assert synonyms_for("Gillick", groups) == (
        Synonym("Gillick", ("under sixteen", "under 16")),
        Synonym("Gillick", ("Children",)),
    )
    assert synonyms_for("school", groups) == (Synonym("school", ("Children",)),)


def test_a_name_within_a_longer_one_does_not_count() -> None:
    assert found("a section 47 enquiry") == {"section 47": ("safeguarding",)}
    assert "section" in found("a section 47 enquiry, and a section")


def test_a_word_that_counts_as_written_is_not_everybody_elses_word() -> None:
    assert found("a TOP at 21 weeks") == {"TOP": ("abortion", "termination")}
    assert found("at the top of the stairs, Top marks") == {}


def test_words_that_say_little_lead_nowhere() -> None:
    assert found("what will you do") == found("way back") == {}


def ours(text: str) -> set[str]:
    groups = [
        Names((one["term"], *one.get("names", ())), tuple(one.get("leads", ())), tuple(one.get("as_written", ())))
        for one in OURS
    ]
    return {synonym.others[0] for synonym in synonyms_for(text, groups)}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("dnar", "DNACPR"), ("not for resus", "DNACPR"), ("she was sectioned", "Mental Health Act"),
        ("section 5(2) on the ward", "Mental Health Act"), ("TOP", "abortion"), ("terminations", "abortion"),
        ("whistle-blower", "raising concerns"), ("whistleblowing", "raising concerns"),
        ("LPA", "lasting power of attorney"),
        ("DoLS", "deprivation of liberty"), ("a ReSPECT form", "treatment escalation plan"),
        ("does he have capacity", "Mental Capacity Act"), ("section 47", "safeguarding"),
        ("the A&E", "emergency department"),
        ("ITU", "intensive care"), ("datix", "incident report"), ("Jehovah’s Witness", "blood transfusion"),
        ("FY1", "foundation doctor"), ("his licence", "DVLA"), ("euthanasia", "assisted dying"),
    ],
)  # fmt: skip
def test_names_that_are_used_on_the_wards_find_their_thing(text: str, term: str) -> None:
    assert term in ours(text)


@pytest.mark.parametrize(
    "text",
    [
        "what will you do now", "at the top of the stairs", "out of respect for his family", "he is in a mash of it",
        "my name is Ed", "caught in a minor storm", "I was expecting you", "as fit as a fiddle", "a fit of temper",
        "they walked out of the room", "she could not stop", "the present moment", "we put the kettle on",
        "a bit off", "who made that decision", "an act of kindness", "he had a word with the team",
    ],
)  # fmt: skip
def test_everyday_words_are_no_names(text: str) -> None:
    assert ours(text) == set()
