"""The command line, as a person or a script meets it: real processes, their exit codes and their two outputs."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.cases.publication import Publication
from casebook.cases.theme import Theme
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library, open_library
from casebook.settings import read_settings
from tests.databases import ON
from tests.databases import environment as database_of
from tests.small_content import make_film, make_sound
from tests.web.test_provider_endings import set_provider


def run(folder: Path, *words: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CASEBOOK_")}
    return subprocess.run(
        [sys.executable, "-m", "casebook", *words], capture_output=True, text=True, input=stdin, timeout=120,
        env=environment | {"CASEBOOK_DATA": str(folder)} | database_of(folder) | settings,
    )  # fmt: skip


def test_ingest_takes_a_film_from_the_command_line(tmp_path: Path) -> None:
    film = make_film(tmp_path / "an interview, första.mov", seconds=3)
    done = run(tmp_path / "data", "ingest", str(film), "--title", "An interview", "--wait", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["state"] == "ready"
    assert told["title"] == "An interview"
    assert told["duration"] == pytest.approx(3, abs=0.2)
    assert {"hls", "v240", "a128", "still"} <= {one["name"] for one in told["renditions"]}
    assert told["id"]


def test_ingest_takes_sound_alone(tmp_path: Path) -> None:
    sound = make_sound(tmp_path / "sound.ogg", seconds=2)
    done = run(tmp_path / "data", "ingest", str(sound), "--title", "Sound", "--wait", "--json")
    assert done.returncode == 0, done.stderr
    assert {"hls", "a128"} <= {one["name"] for one in json.loads(done.stdout)["renditions"]}


def test_ingest_takes_the_sound_track_that_is_asked_for(tmp_path: Path) -> None:
    sound = make_sound(tmp_path / "sound.ogg", seconds=2)
    asked = ("ingest", str(sound), "--title", "Sound", "--wait", "--sound-track")
    assert run(tmp_path / "data", *asked, "1").returncode == 0
    refused = run(tmp_path / "data", *asked, "2")
    assert refused.returncode == 2
    assert "Sound track 2 of this recording is not there" in refused.stderr


def test_ingest_refuses_what_is_no_recording_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("#EXTM3U\nfile:///etc/passwd\n")
    done = run(tmp_path / "data", "ingest", str(tmp_path / "notes.mp4"), "--title", "Notes", "--wait", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["state"] == "refused"
    sentences = done.stderr.strip().splitlines()
    assert len(sentences) == 1
    assert sentences[0].endswith(".")
    assert "Traceback" not in done.stderr


def test_ingest_shows_a_bar_on_a_terminal(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", seconds=3)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "casebook", "ingest", str(film), "--title", "T", "--wait"],
        stdout=subprocess.PIPE, stderr=theirs,
        env=os.environ | {"CASEBOOK_DATA": str(tmp_path / "data"), "TERM": "xterm"} | database_of(tmp_path / "data"),
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:
        pass  # the other end has closed
    assert process.wait() == 0
    assert "━".encode() in shown


def test_a_mistake_is_one_sentence_and_not_a_traceback(tmp_path: Path) -> None:
    for words in (("ingest", "nowhere.mp4", "--title", "T"), ("publish", "none", "--by", "x@y.example")):
        done = run(tmp_path / "data", *words)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    assert "CASEBOOK_PORT" in run(tmp_path / "data", "serve", CASEBOOK_PORT="http").stderr
    assert "no setting CASEBOOK_COLOUR" in run(tmp_path / "data", "check", CASEBOOK_COLOUR="red").stderr


def test_the_demonstration_is_refused_where_others_could_reach_it(tmp_path: Path) -> None:
    done = run(tmp_path / "data", "serve", CASEBOOK_DEMO="true", CASEBOOK_HOST="0.0.0.0")
    assert done.returncode == 2
    assert "without a password" in done.stderr


def test_check_says_what_is_well_and_what_is_not(tmp_path: Path) -> None:
    run(tmp_path / "data", "migrate")
    well = run(tmp_path / "data", "check", "--json")
    assert well.returncode == 0, well.stdout
    assert {"database", "storage", "ffmpeg", "sandbox", "jobs", "index"} <= {
        one["name"] for one in json.loads(well.stdout)
    }
    ill = run(tmp_path / "data", "check", CASEBOOK_FFMPEG="/nowhere/ffmpeg")
    assert ill.returncode == 1
    assert "NOT     ffmpeg" in ill.stdout


def test_another_search_engine_is_a_setting_and_a_reindex(tmp_path: Path, postgres_url: str) -> None:
    run(tmp_path / "data", "migrate")
    before = run(tmp_path / "data", "check", CASEBOOK_INDEX=postgres_url)
    assert (before.returncode, "There is no search index yet." in before.stdout) == (0, True)
    assert "made anew" in run(tmp_path / "data", "reindex", CASEBOOK_INDEX=postgres_url).stdout
    assert "PostgreSQL, up to date" in run(tmp_path / "data", "check", CASEBOOK_INDEX=postgres_url).stdout
    away = run(tmp_path / "data", "check", CASEBOOK_INDEX=f"{postgres_url.replace('/t', '/no')}")
    assert away.returncode == 1
    assert "NOT     index" in away.stdout


def test_someone_added_on_the_command_line_has_a_password(tmp_path: Path) -> None:
    words = (
        "person",
        "add",
        "ada@hospital.example",
        "--name",
        "Ada K",
        "--role",
        "author",
        "--password-stdin",
        "--json",
    )
    assert "12 to 128" in run(tmp_path / "data", *words, stdin="short\n").stderr
    done = run(tmp_path / "data", *words, stdin="three unrelated words\n")
    assert json.loads(done.stdout)["email"] == "ada@hospital.example"
    assert "already someone" in run(tmp_path / "data", *words, stdin="three unrelated words\n").stderr


def test_an_administrator_of_no_organisation_is_not_added(tmp_path: Path) -> None:
    words = ("person", "add", "nora@hospital.example", "--name", "Nora", "--role", "administrator", "--password-stdin")
    refused = run(tmp_path / "data", *words, stdin="three unrelated words\n")
    assert refused.returncode == 2
    assert '--organisation "Its name"' in refused.stderr
    assert run(tmp_path / "data", *words, "--organisation", "North", stdin="three unrelated words\n").returncode == 0


def test_check_knows_a_provider_whose_organisation_nobody_is_of(tmp_path: Path) -> None:
    set_provider(tmp_path, "http://127.0.0.1:1")
    added = ("person", "add", "n@casebook.example", "--name", "Nora", "--password-stdin", "--organisation")
    run(tmp_path / "data", *added, "North Vale", stdin="three unrelated words\n")
    ill = run(tmp_path / "data", "check")
    assert ill.returncode == 1
    assert "North Trust: there is no organisation north-vale-hospitals" in ill.stdout
    assert "There is: north-vale. Mend north.toml" in ill.stdout


def test_a_library_of_ones_own_begins_with_the_vocabulary_alone(tmp_path: Path, small_content: Path) -> None:
    bare = ("import", str(small_content), "--without-cases", "--json")
    first = json.loads(run(tmp_path / "data", *bare).stdout)
    assert "theme truth-telling" in first["added"]
    assert not [one for one in first["added"] if one.startswith(("case", "contributor"))]
    library = open_library(read_settings(data=tmp_path / "data"))
    with writing(library.engine) as db:
        theme = db.exec(select(Theme).where(Theme.slug == "truth-telling")).one()
        assert (theme.synthesis, theme.sought) == ("", "")
        theme.synthesis = "What our own doctors told."
    again = json.loads(run(tmp_path / "data", *bare).stdout)
    assert (again["added"], again["changed"]) == ([], [])
    with reading(library.engine) as db:
        assert db.exec(select(Theme.synthesis).where(Theme.slug == "truth-telling")).one().startswith("What our own")


def test_import_from_the_command_line_says_what_changed(tmp_path: Path, small_content: Path) -> None:
    assert "Nothing to mend" in run(tmp_path / "data", "import", str(small_content), "--check").stdout
    first = json.loads(run(tmp_path / "data", "import", str(small_content), "--json").stdout)
    assert "case the-open-door" in first["added"]
    again = json.loads(run(tmp_path / "data", "import", str(small_content), "--json").stdout)
    assert (again["added"], again["changed"]) == ([], [])
    missing = run(tmp_path / "data", "publish", "the-open-door", "--by", "ada@hospital.example")
    assert missing.returncode == 2


def test_everything_is_kept_in_the_one_folder(tmp_path: Path, small_content: Path) -> None:
    before = set(tmp_path.iterdir())
    run(tmp_path / "data", "import", str(small_content))
    assert set(tmp_path.iterdir()) - before == {tmp_path / "data"}
    assert (tmp_path / "data/casebook.db").exists() == (ON == "sqlite")
    assert (tmp_path / "data/keys/master.key").stat().st_mode & 0o077 == 0


def test_a_quarantined_clip_that_is_tried_again_leaves_nothing_to_complain_of(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", seconds=2)
    key = json.loads(run(tmp_path / "data", "ingest", str(film), "--title", "T", "--json").stdout)["id"]
    library = open_library(read_settings(data=tmp_path / "data"))
    with writing(library.engine) as db:
        held = db.connection()
        held.exec_driver_sql("UPDATE clips SET state = 'quarantined', reason = 'It broke.'")
        held.exec_driver_sql(
            "INSERT INTO jobs (created_at, key, kind, about, given, priority, state, attempts, not_before, lease_token,"
            " lease_boot, worker, progress, says, reason)"
            f" VALUES (CURRENT_TIMESTAMP, 'k', 'transcode', '{key}', '{{}}', 40, 'quarantined', 3, CURRENT_TIMESTAMP,"
            " 3, '', '', 0, '', 'It broke.')"
        )
    library.engine.dispose()
    ill = run(tmp_path / "data", "check")
    assert "casebook retry CLIP" in ill.stdout
    assert "It broke." in run(tmp_path / "data", "jobs").stdout
    done = run(tmp_path / "data", "retry", key)
    assert done.returncode == 0, done.stderr
    assert run(tmp_path / "data", "check").returncode == 0, "nothing is quarantined any more"
    again = run(tmp_path / "data", "retry", key)
    assert again.returncode == 2
    assert "not waiting for another attempt" in again.stderr


def test_search_lists_moments_as_anyone_finds_them_who_has_answered_nothing(ready: Library) -> None:
    data = ready.settings.data
    done = run(data, "search", "leave the door open", "--json")
    assert done.returncode == 0, done.stderr
    moment = json.loads(done.stdout)[0]
    assert (moment["case"], moment["milliseconds"]) == ("the-open-door", 1500)
    assert moment["words"] == "He said, please leave the door open."
    assert moment["score"] > 1
    assert moment["clip"]
    lines = run(data, "search", "leave the dorr open").stdout.splitlines()
    assert lines[0] == "The open door  (the-open-door)"
    assert lines[1] == f"  {moment['clip']}  0:01  He said, please leave the door open."
    assert lines[-1] == "Did you mean: leave the door open"
    assert json.loads(run(data, "search", "walrusfeather", "--json").stdout) == [], "told after the decision"
    assert run(data, "search", "walrusfeather").stdout == "0 cases.\n"
    with writing(ready.engine) as db:
        publication = db.exec(select(Publication)).one()
        publication.ended_at = now()
        db.add(publication)
    assert json.loads(run(data, "search", "leave the door open", "--json").stdout) == [], "a draft"
