"""What a group keeps by time moves along when a film is cut."""

from sqlmodel import col, select

from casebook.cases.retiming import moved_part
from casebook.db.engine import writing
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.media.redacting import Retimed
from casebook.media.timeline import Timeline
from casebook.people.cohort import Cohort
from casebook.teach.retiming import retime_groups
from casebook.teach.shared_note import SharedNote
from tests.conftest import cast

BEFORE, AFTER = Timeline(), Timeline(((1000, 1500),))


def test_a_note_that_a_group_reads_stands_where_it_stood(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        clip, other = db.exec(select(Clip).order_by(Clip.id)).all()[:2]  # type: ignore[arg-type]
        cohort = db.exec(select(Cohort)).one()
        for number, (one, from_ms, to_ms) in enumerate(((clip, 2000, 2500), (clip, 1200, 1400), (other, 2000, 2500))):
            db.add(
                SharedNote(
                    id=f"{number}", person_id=cast(db, "lena").pk, cohort_id=cohort.pk, clip_id=one.pk,
                    from_ms=from_ms, to_ms=to_ms, text="Ours.",
                )
            )  # fmt: skip
        db.flush()
        retime_groups(db, [Retimed(clip, BEFORE, AFTER)])
        notes = {one.id: (one.from_ms, one.to_ms) for one in db.exec(select(SharedNote)).all()}
    assert notes == {"0": (1500, 2000), "1": (1000, 1000), "2": (2000, 2500)}


def test_a_part_that_goes_to_the_end_goes_to_the_end(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        one = Retimed(db.exec(select(Clip).order_by(col(Clip.id))).first(), BEFORE, AFTER)  # type: ignore[arg-type]
    assert moved_part(0, None, one) == (0, None)
    assert moved_part(2000, None, one) == (1500, None)
    assert moved_part(500, 2000, one) == (500, 1500)
