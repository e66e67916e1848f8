"""What people also call a theme."""

from sqlalchemy import Engine

from casebook.db.engine import reading
from casebook.search.query import Synonym
from casebook.search.synonyms import synonyms_for, synonyms_of

GROUPS = [("Decisions near the end of life", "DNACPR", "resus", "no way back"), ("Boundaries", "will", "gift")]


def test_the_groups_are_the_themes_own_words(engine: Engine) -> None:
    with reading(engine) as db:
        assert synonyms_of(db) == [
            ("Telling the truth", "honesty"),
            ("Decisions near the end of life", "DNACPR", "DNAR", "resus"),
        ]


def test_a_word_of_a_theme_leads_to_the_theme_and_not_to_its_other_words() -> None:
    assert synonyms_for("Was RESUS right?", GROUPS) == (Synonym("resus", ("Decisions near the end of life",)),)
    assert synonyms_for("gifts", GROUPS) == (Synonym("gift", ("Boundaries",)),)
    assert synonyms_for("there is no way back now", GROUPS)[0].asked == "no way back"


def test_the_theme_itself_and_words_that_say_little_lead_nowhere_else() -> None:
    assert synonyms_for("boundaries", GROUPS) == ()
    assert synonyms_for("what will you do", GROUPS) == ()
    assert synonyms_for("way back", GROUPS) == ()
