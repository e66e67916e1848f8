"""What a case keeps by time moves along when a film is cut."""

from sqlmodel import Session, col, select

from casebook.cases.retiming import retime_cases
from casebook.cases.theme import ClipTheme, Theme
from casebook.media.clip import Clip
from casebook.media.redacting import Retimed
from casebook.media.timeline import Timeline


def test_the_theme_of_a_span_stands_where_it_stood(db: Session) -> None:
    clip, theme = db.exec(select(Clip).order_by(col(Clip.id))).first(), db.exec(select(Theme)).one()
    assert clip
    tag = ClipTheme(clip_id=clip.pk, theme_id=theme.pk, from_ms=500, to_ms=2000)
    db.add(tag)
    db.flush()
    retime_cases(db, [Retimed(clip, Timeline(), Timeline(((1000, 1500),)))])
    assert (tag.from_ms, tag.to_ms) == (500, 1500)
