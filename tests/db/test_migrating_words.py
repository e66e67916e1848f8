"""Migrations keep what people have written."""

from pathlib import Path

from sqlalchemy import text

from casebook.db.engine import open_engine, writing
from casebook.db.migrate import migrate


def test_transcripts_and_consents_from_before_they_could_be_edited_are_kept(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/old.db")
    migrate(engine, "0001")
    day = "'2026-11-21 00:00:00'"
    with writing(engine) as db:
        for row in (
            "recordings (id, created_at, key, title, medium, original, original_name, bytes, sha256, stills, described,"
            f" facts) VALUES (1, {day}, 'r', 't', 'sound', 'o', '', 1, '', '[]', '', '{{}}')",
            "clips (id, created_at, key, recording_id, title, in_ms, state, reason, version)"
            f" VALUES (1, {day}, 'c', 1, 't', 0, 'waiting', '', 0)",
            f"transcripts (id, created_at, clip_id, read_by) VALUES (1, {day}, 1, 'Vera')",
            "cues (id, created_at, transcript_id, start_ms, end_ms, speaker, text)"
            f" VALUES (1, {day}, 1, 0, 1, '', 'x')",
            "consents (id, created_at, recording_id, audience, starts_at, evidence, withdrawn_reason)"
            f" VALUES (1, {day}, 1, 'signed-in', {day}, 'form', '')",
        ):
            db.connection().execute(text(f"INSERT INTO {row}"))
    migrate(engine)
    with writing(engine) as db:
        kept = db.connection().execute(text("SELECT read_by, version, described, drafted_by FROM transcripts")).one()
        assert tuple(kept) == ("Vera", 1, "", "")
        assert db.connection().execute(text("SELECT transcript FROM consents")).scalar_one() == 1
        assert db.connection().execute(text("SELECT text FROM cues")).scalar_one() == "x"
