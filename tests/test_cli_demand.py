"""A lawful demand: two who approve and the key file open one person's words for one recipient, and she is told."""

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlmodel import select
from typer.testing import CliRunner

from casebook.audit.audit_entry import AuditEntry
from casebook.backup.age import new_identity, opened, recipient_of
from casebook.cli import app
from casebook.db.engine import reading, writing
from casebook.errors import AlreadyDone, BackupBroken, CasebookError, KeyMissing, NotFound, SettingWrong, WrongInput
from casebook.library import Library
from casebook.people.lawful_demand import LawfulDemand
from casebook.people.letter import Letter, LetterKind
from casebook.people.person import Appointment, Role
from casebook.people.posting import post_due
from casebook.people.signing_in import suspend
from casebook.reflect.demanding import KINDS, Demanded
from casebook.reflect.everything import SECRET_KINDS, everything_of
from casebook.reflect.keyring import make_keys
from casebook.reflect.reflecting import keep_reflection
from casebook.reflect.reflection import Reflection
from casebook.reflect.responding import respond
from casebook.reflect.response import DRAFT
from casebook.reflect.sealing import seal
from casebook.teach.pair import NOTE, OFFERED, SHOWN
from casebook.teach.recording import NOTES
from tests.conftest import Visitor, an_answer, cast, the_case
from tests.people.posts import mail_server

HERS, ANOTHERS, BESIDE = "quollcanary", "numbatcanary", "bilbycanary"
SECRET = new_identity()
Run = Callable[..., Result]


@pytest.fixture
def words(stocked: Library) -> Library:
    """Lena and Otto have each written; a pair's other half was shown to Lena. Ada and Vera administer."""
    with writing(stocked.engine) as db:
        lena, otto = cast(db, "lena"), cast(db, "otto")
        case, point, options = the_case(db)
        respond(db, stocked.keyring, case, point, options, an_answer(reasons=f"Because {HERS}."), by=lena)
        keep_reflection(db, stocked.keyring, Reflection(key="r" * 12, title=HERS), by=lena)
        keep_reflection(db, stocked.keyring, Reflection(key="s" * 12, title=ANOTHERS), by=otto)
        seal(db, stocked.keyring, lena, SHOWN, "p" * 12, {"reasons": BESIDE})
        seal(db, stocked.keyring, lena, "authenticator", "", {"secret": BESIDE})
        for name in ("ada", "vera"):
            db.add(Appointment(person_id=cast(db, name).pk, role=Role.administrator))
    return stocked


@pytest.fixture
def run(words: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`lawful-demand answer` for Lena's reflections as it should be, but for what a test says."""
    monkeypatch.setenv("CASEBOOK_DATA", str(words.settings.data))

    def ran(
        *more: str,
        approvers: Sequence[str] = ("ada", "vera"),
        kinds: Sequence[str] = ("reflections",),
        key: Path = words.settings.keys / "master.key",
        recipient: str = recipient_of(SECRET),
        email: str = "lena@casebook.example",
        to: Path = tmp_path / "lena.age",
        reference: str = "IG 2026/14",
    ) -> Result:
        two = [word for name in approvers for word in ("--approver", f"{name}@casebook.example")]
        named = [word for kind in kinds for word in ("--kind", kind)]
        given = ["--reference", reference, "--key", str(key), "--for", recipient, "--to", str(to)]
        return CliRunner().invoke(app, ["lawful-demand", "answer", email, *two, *named, *given, *more])

    return ran


def read(file: Path, identity: str = SECRET) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(b"".join(opened(io.BytesIO(file.read_bytes()), [identity])))
    return read


def demands(library: Library) -> list[LawfulDemand]:
    with reading(library.engine) as db:
        return list(db.exec(select(LawfulDemand)).all())


def kept(library: Library) -> list[AuditEntry]:
    with reading(library.engine) as db:
        return [one for one in db.exec(select(AuditEntry)).all() if "lawful-demand" in one.act]


def test_her_words_of_the_kinds_that_were_named_and_nobody_elses_reach_the_recipient(
    words: Library, run: Run, tmp_path: Path
) -> None:
    done = run()
    assert done.exit_code == 0, done.exception
    file = tmp_path / "lena.age"
    told = read(file)
    assert [one["kind"] for one in told["records"]] == ["reflection"]
    assert told["person"] == {"name": "Lena Marsh", "email": "lena@casebook.example"}
    assert HERS in json.dumps(told)
    everything = run(kinds=("answers", "reflections", "notes", "session-notes"), to=tmp_path / "all.age")
    assert everything.exit_code == 0
    everything_read = json.dumps(read(tmp_path / "all.age"))
    assert f"Because {HERS}." in everything_read
    for not_hers in (ANOTHERS, BESIDE):
        assert not_hers not in everything_read
    assert file.stat().st_mode & 0o077 == 0
    (row, _) = demands(words)
    assert (row.kinds, row.records, row.told) == ("reflections", 1, True)
    assert row.sha256 in done.stdout


def test_nobody_else_reads_the_file_and_no_word_lies_anywhere_in_plain(
    words: Library, run: Run, tmp_path: Path
) -> None:
    done = run()
    with pytest.raises(BackupBroken):
        read(tmp_path / "lena.age", new_identity())
    assert HERS not in done.output
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or HERS.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("approvers", "why"),
    [
        (("ada",), "Two people have to approve it"),
        (("ada", "ada"), "not one twice"),
        (("ada", "vera", "tom"), "Two people have to approve it"),
        (("ada", "lena"), "Nobody approves this about herself"),
        (("ada", "tom"), "is not an administrator"),
        (("ada", "nobody"), "nobody has the address"),
    ],
)
def test_it_takes_two_administrators_who_are_not_her(
    words: Library, run: Run, tmp_path: Path, approvers: tuple[str, ...], why: str
) -> None:
    refused(words, run(approvers=approvers), tmp_path, (WrongInput, NotFound), why)


def refused(
    library: Library, result: Result, tmp_path: Path, wrong: type[Exception] | tuple[type[Exception], ...], why: str
) -> None:
    """Nothing was opened, written down, sent or handed over."""
    assert isinstance(result.exception, wrong), result.output
    assert why in str(result.exception)
    assert not list(tmp_path.glob("*.age"))
    assert demands(library) == []
    assert kept(library) == []
    with reading(library.engine) as db:
        assert db.exec(select(Letter)).all() == []


def test_an_administrator_who_is_shut_out_approves_nothing(words: Library, run: Run, tmp_path: Path) -> None:
    with writing(words.engine) as db:
        suspend(db, cast(db, "vera"), reason="left")
    refused(words, run(), tmp_path, WrongInput, "is not an administrator")


def test_it_takes_the_right_key_file(words: Library, run: Run, tmp_path: Path) -> None:
    make_keys(tmp_path / "other")
    refused(words, run(key=tmp_path / "other/master.key"), tmp_path, KeyMissing, "does not open")
    refused(words, run(key=words.settings.keys / "naming.key"), tmp_path, KeyMissing, "does not open")
    refused(words, run(key=tmp_path / "none"), tmp_path, KeyMissing, "is missing")
    open_to_all = tmp_path / "copied.key"
    open_to_all.write_bytes((words.settings.keys / "master.key").read_bytes())
    open_to_all.chmod(0o644)
    refused(words, run(key=open_to_all), tmp_path, KeyMissing, "Others on this machine may read")
    open_to_all.chmod(0o600)
    assert run(key=open_to_all).exit_code == 0, "another place is as good"


def test_a_key_from_before_a_rotation_opens_nothing_and_the_new_one_does(
    words: Library, run: Run, tmp_path: Path
) -> None:
    old = tmp_path / "old.key"
    old.write_bytes((words.settings.keys / "master.key").read_bytes())
    old.chmod(0o600)
    words.keyring.rotate()
    refused(words, run(key=old), tmp_path, KeyMissing, "does not open")
    assert run().exit_code == 0


def test_what_cannot_be_addressed_or_is_not_there_is_refused(words: Library, run: Run, tmp_path: Path) -> None:
    refused(words, run(recipient="age1nobody"), tmp_path, SettingWrong, "a public key")
    refused(words, run(email="stranger@else.example"), tmp_path, NotFound, "nobody has the address")
    refused(words, run(reference="Mr Baker said “no”"), tmp_path, WrongInput, "A reference")
    refused(words, run("--not-told", "x"), tmp_path, WrongInput, "A reference")
    refused(words, run(kinds=("notes",)), tmp_path, NotFound, "these kinds")
    for kind in ("everything", "pair-shown", "authenticator"):
        assert run(kinds=(kind,)).exit_code == 2
    assert run(kinds=()).exit_code == 2
    assert demands(words) == []


def test_no_file_is_written_over_and_one_that_cannot_be_written_is_said(
    words: Library, run: Run, tmp_path: Path
) -> None:
    there = tmp_path / "there.txt"
    there.write_text("mine")
    refused(words, run(to=there), tmp_path, AlreadyDone, "never written over")
    assert there.read_text() == "mine"
    failed = run(to=tmp_path / "no such folder/lena.age")
    assert isinstance(failed.exception, CasebookError)
    assert "put down as answered" in str(failed.exception)
    assert len(demands(words)) == 1, "rather a row too many than words without a row"


def test_she_is_told_by_letter_on_her_page_and_in_what_she_takes_along(words: Library, run: Run) -> None:
    run()
    lena = Visitor(words).enter("lena").get("/account").text
    assert "What was handed over" in lena
    assert "Reflections: 1 piece of writing. Reference IG 2026/14." in lena
    assert "What was handed over" not in Visitor(words).enter("otto").get("/account").text
    with reading(words.engine) as db:
        taken = everything_of(db, words.keyring, cast(db, "lena"))
    assert [one["reference"] for one in taken["rows"]["lawful_demands"]] == ["IG 2026/14"]
    assert "approved_by_id" not in json.dumps(taken)
    with mail_server() as (box, office):
        post_due(lambda: writing(words.engine), office, site="https://casebook.example")
    (letter,) = box.letters
    assert letter["to"] == "lena@casebook.example"
    assert "handed over" in letter["subject"]
    for private in (HERS, "IG 2026/14", "Marsh", "ada@"):
        assert private not in letter.get_content()


def test_also_one_who_is_shut_out_is_written_to(words: Library, run: Run) -> None:
    with writing(words.engine) as db:
        suspend(db, cast(db, "lena"), reason="x")
    run()
    with mail_server() as (box, office):
        assert post_due(lambda: writing(words.engine), office, site="https://casebook.example") == 1
    assert len(box.letters) == 1


def test_where_an_order_bars_it_she_learns_nothing_until_it_is_over(words: Library, run: Run) -> None:
    done = run("--not-told", "Order 9")
    assert "She is not told" in done.stdout
    lena = Visitor(words).enter("lena")
    assert "handed over" not in lena.get("/account").text
    with reading(words.engine) as db:
        taken = json.dumps(everything_of(db, words.keyring, cast(db, "lena")))
        assert db.exec(select(Letter)).all() == []
    for secret in ("Order 9", "IG 2026/14", "lawful-demand"):
        assert secret not in taken
    listed = CliRunner().invoke(app, ["lawful-demand", "list"]).stdout
    assert "IG 2026/14  reflections  1  (not told: Order 9)" in listed
    (row,) = demands(words)
    one, other = ("--approver", "ada@casebook.example"), ("--approver", "vera@casebook.example")
    assert CliRunner().invoke(app, ["lawful-demand", "tell", row.key, *one]).exit_code == 1
    assert "handed over" not in lena.get("/account").text
    assert CliRunner().invoke(app, ["lawful-demand", "tell", row.key, *one, *other]).exit_code == 0
    assert "handed over" in lena.get("/account").text
    with reading(words.engine) as db:
        assert [one.kind for one in db.exec(select(Letter)).all()] == [LetterKind.words_handed_over]
    again = CliRunner().invoke(app, ["lawful-demand", "tell", row.key, *one, *other])
    assert isinstance(again.exception, AlreadyDone)


def test_no_kind_holds_what_somebody_else_wrote_or_lets_anybody_in() -> None:
    demanded = frozenset().union(*KINDS.values())
    assert KINDS[Demanded.session_notes] == {NOTES}
    assert not demanded & {OFFERED, SHOWN, NOTE, *SECRET_KINDS, *DRAFT.values()}


def test_each_leaves_one_row_of_the_audit_which_holds_no_word_and_no_administrator_reads(
    words: Library, run: Run
) -> None:
    run("--not-told", "Order 9")
    (row,) = demands(words)
    (entry,) = kept(words)
    with reading(words.engine) as db:
        lena = cast(db, "lena")
    assert (entry.who, entry.act, entry.outcome) == ("operator", "casebook lawful-demand answer", "done")
    assert entry.about == f"people/{lena.key}/lawful-demands/{row.key}"
    assert "lawful-demand" not in Visitor(words).enter("vera").get("/audit").text
