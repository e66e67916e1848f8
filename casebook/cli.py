"""The command line: one more door to the same library. With `--json`, standard output holds that and nothing else."""

import logging
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from sqlmodel import col, select

from . import cli_backup
from .cases.case import Case
from .cases.publishing import publish as publish_case
from .cases.publishing import review_confidentiality
from .cli_audit import JsonFlag, audit
from .cli_content import export, import_
from .cli_demand import demand
from .cli_film import move_film
from .cli_hold import hold
from .cli_keys import keys
from .cli_letters import letters
from .cli_move import move_
from .cli_people import ask_for_password, organisation_named, people
from .cli_unused import unused
from .console import fail, in_sentences, log_at_first, log_to, noted, open_here, say_json, traced
from .db.engine import reading, writing
from .db.migrate import newest
from .errors import ContentWrong, NotFound, WrongInput
from .health import findings
from .jobs.job import Job, JobState
from .jobs.worker import Around
from .ledgers import apply_ledgers
from .library import open_library
from .media.program import UNFENCED, sandbox_level
from .media.queries import clip_by_key
from .people.joining import add_person
from .people.letter import LetterKind
from .people.mailing import write_letter
from .people.person import CareerStage, Person, Role
from .people.queries import person_by_email
from .people.signing_in import set_password
from .people.signing_in import suspend as suspend_person
from .people.tokens import give_token, revoke_tokens
from .people.viewer import somebody
from .preparing import bring_up_to_date
from .search.indexing import rebuild
from .search.showing import as_lines, as_moments, search_page
from .settings import read_settings
from .work import try_again

app = typer.Typer(add_completion=False, no_args_is_help=True, help="casebook: ethical decisions, told on film.")
person = typer.Typer(no_args_is_help=True, help="People: add, suspend.")
for _name, _group in {"person": person, "people": people, "keys": keys, "audit": audit, "hold": hold,
                      "lawful-demand": demand, "unused": unused}.items():  # fmt: skip
    app.add_typer(_group, name=_name)
app.command("import")(import_)
app.command()(export)
app.command()(cli_backup.backup)
app.command()(cli_backup.restore)
app.command("letters")(letters)
app.command("move-film")(move_film)
app.command("move")(move_)


def main() -> None:
    """Run the command line; what goes wrong on purpose is one sentence on standard error and exit code 2."""
    log_at_first()
    with in_sentences():
        app(standalone_mode=True)


@app.command()
def serve() -> None:
    """Run the web server."""
    import uvicorn

    from .app import app_for_good
    from .web.connections import MOST_CONNECTIONS, Connection
    from .web.proxies import Proxies
    from .web.serving import Server

    library = open_here(log_level=logging.INFO, whole=True)
    traces = traced(library, "web")
    site = app_for_good(library, traces=traces)
    config = uvicorn.Config(
        Proxies(site, library.settings.proxies) if library.settings.proxies else site,
        host=library.settings.host,
        port=library.settings.port,
        log_config=None,  # ours
        log_level="warning",
        access_log=False,
        server_header=False,
        http=Connection,
        ws="none",
        timeout_keep_alive=15,
        limit_concurrency=MOST_CONNECTIONS,
        proxy_headers=False,
    )
    server = Server(config, drain_s=library.settings.drain_seconds)
    site.state.leaving = lambda: server.leaving
    site.state.stopping = lambda: server.should_exit  # live events end then, so that nobody waits for them
    here = f"{library.settings.host}:{library.settings.port}"
    structlog.get_logger().info("serving", at=here, address=library.settings.own_address)
    server.run()
    if traces:
        traces.close()


@app.command()
def work(
    only: Annotated[
        list[str] | None, typer.Option(help="The only kind of work to do; may be given more than once.")
    ] = None,
) -> None:
    """Run a worker: recordings become clips, changes reach the search index."""
    from .metrics.working import WorkingTally
    from .work import open_lanes

    library = open_here(log_level=logging.INFO, whole=True)
    with ExitStack() as around:
        watchers: list[Around] = []
        if place := library.settings.worker_metrics:
            tally = WorkingTally(Path(place), library.settings.data)
            around.enter_context(tally.told())
            watchers.append(tally.around)
        if (traces := traced(library, "work")) is not None:
            around.callback(traces.close)
            watchers.append(traces.around)
        lanes = open_lanes(library, only or (), around=watchers)
        signal.signal(signal.SIGTERM, lambda *_: lanes.stop())
        signal.signal(signal.SIGINT, lambda *_: lanes.stop())
        ended_well = lanes.run()
    if not ended_well:
        raise typer.Exit(1)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8000,
    data: Annotated[Path, typer.Option(help="Folder that keeps everything.")] = Path("demo-data"),
    content: Annotated[Path | None, typer.Option(help="The content folder to show.")] = None,
) -> None:
    """Come and see it: invented people, three cases, everything running on this machine."""
    from .demo import running, seeding

    # its recordings are our own: it runs where programs cannot be fenced in, and says so
    settings = read_settings(port=port, data=data, demo=True, host="127.0.0.1", sandbox="best", second_factor="offered")
    running.check_port(settings.host, settings.port)
    log_to(settings)
    bring_up_to_date(settings)  # one of an earlier version is brought along: nobody here runs other commands
    library = open_library(settings)
    apply_ledgers(library)
    source = content or running.CONTENT
    if not (source / "cases").is_dir():
        raise ContentWrong(
            [f"There is no content in {source}. The demonstration runs from a clone, or --content names it."]
        )
    if sandbox_level() == UNFENCED:
        print("This machine cannot fence programs in (Landlock): good for these recordings, not for strangers'.")
    print("Preparing the library …", flush=True)
    report = seeding.seed(library, source)
    if report.added or report.changed:
        print(f"  {len(report.added)} things added, {len(report.changed)} changed.", flush=True)
    running.run(library)


@app.command()
def migrate() -> None:
    """Bring the database to this version; makes a new library where there is none."""
    settings = read_settings()
    before = bring_up_to_date(settings)
    print(f"The database is at {newest()}." if before != newest() else f"Nothing to do: it is at {newest()} already.")


@app.command()
def publish(
    slug: Annotated[str, typer.Argument(help="The case.")],
    by: Annotated[str, typer.Option(help="E-mail address of the author who publishes.")],
    seen_by: Annotated[
        str, typer.Option(help="E-mail address of the reviewer who has read it for confidentiality.")
    ] = "",
) -> None:
    """Open a case to its audience; says everything that is missing, at once."""
    library = open_here()
    with writing(library.engine) as db:
        if (case := db.exec(select(Case).where(Case.slug == slug)).first()) is None:
            raise NotFound("case")
        if seen_by:
            review_confidentiality(db, case, by=_person(db, seen_by), rule=library.settings.publishing)
        publish_case(db, case, by=_person(db, by), rule=library.settings.publishing)
        noted(library, db, "publish", f"cases/{case.slug}")
    print(f"{case.title} is published.")


@app.command()
def ingest(
    file: Annotated[Path, typer.Argument(help="Any film or sound file.")],
    title: Annotated[str, typer.Option(help="What the clip is called.")],
    sound_track: Annotated[
        int | None, typer.Option(min=1, help="Which of its sound tracks is heard, counted from 1.")
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Stay until it is ready or refused, with a progress bar.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Take in a recording as a clip: read, transcode, check. Exit 0 when ready, 2 with a sentence when refused."""
    from .ingesting import facts_of, take_in, wait_for

    if not file.is_file():
        fail(f"There is no file {file}.")
    library = open_here()
    key = take_in(library, file, title, sound_track)
    if wait:
        wait_for(library, key)
    facts = facts_of(library, key)
    if as_json:
        say_json(facts)
    elif wait:
        made = ", ".join(one["name"] for one in facts["renditions"]) or "none"
        print(f"{facts['id']}  {facts['state']}  {facts['duration'] or 0:.1f} s  renditions: {made}")
    else:
        print(f"{facts['id']}  {facts['state']}; a worker takes it from here: casebook work")
    if facts["state"] in ("refused", "quarantined", "taken back"):
        fail(facts["reason"])


@app.command()
def jobs(as_json: JsonFlag = False) -> None:
    """List the work that goes on or needs a person, with reasons."""
    library = open_here()
    with reading(library.engine) as db:
        unfinished = db.exec(select(Job).where(Job.state != JobState.done).order_by(col(Job.id))).all()
    lines = [
        {"kind": job.kind, "about": job.about, "state": job.state.value, "progress": job.progress, "reason": job.reason}
        for job in unfinished
    ]
    if as_json:
        say_json(lines)
        return
    for line in lines:
        print(f"{line['state']:12} {line['kind']:10} {line['about']:14} {line['reason']}")


@app.command()
def retry(key: Annotated[str, typer.Argument(help="The clip.")]) -> None:
    """Let a quarantined clip be made again from its recording, with its failed attempts forgotten."""
    library = open_here()
    with writing(library.engine) as db:
        try_again(library, db, clip_by_key(db, key))
        noted(library, db, "retry", f"clips/{key}")
    print(f"{key} waits for a worker.")


@app.command()
def search(
    words: Annotated[str, typer.Argument(help="Words somebody said, or a subject.")],
    most: Annotated[int, typer.Option(min=1, max=100, help="Cases at most.")] = 10,
    as_json: JsonFlag = False,
) -> None:
    """Find moments, as anyone would who is signed in and has answered nothing: what is told after a decision is not
    found, nor are drafts. With --json, a list of moments."""
    library = open_here()
    with reading(library.engine) as db:
        page = search_page(db, library.index, somebody(), words, most=most)
    if as_json:
        say_json(as_moments(page))
        return
    for line in as_lines(page):
        print(line)


@app.command()
def reindex() -> None:
    """Build the search index anew while the old one serves."""
    library = open_here()
    print(f"The index has been made anew; {rebuild(library.engine, library.index)} changes had waited for it.")


@app.command()
def routes(as_json: JsonFlag = False) -> None:
    """List every route with its path, method, name and permission."""
    from .web.routes import MAP

    lines = [
        {"path": line.path, "method": line.method, "name": line.name, "permission": line.permission} for line in MAP
    ] + [{"path": "/static/{path:path}", "method": "GET", "name": "static", "permission": "public"}]
    if as_json:
        say_json(lines)
        return
    for line in lines:
        print(f"{line['method']:5} {line['path']:48} {line['name']:26} {line['permission']}")


@app.command()
def check(as_json: JsonFlag = False) -> None:
    """Say what is well and what is not, with advice. Exit 1 when something is not."""
    settings = read_settings()
    log_to(settings)
    found = findings(open_library(settings))
    if as_json:
        say_json([{"name": one.name, "well": one.well, "seen": one.seen, "advice": one.advice} for one in found])
    else:
        for one in found:
            print(f"{'well   ' if one.well else 'NOT    '} {one.name:12} {one.seen}")
            if one.advice:
                print(f"{'':21}{one.advice}")
    if not all(one.well for one in found):
        raise typer.Exit(1)


@person.command("add")
def person_add(
    email: Annotated[str, typer.Argument(help="E-mail address.")],
    name: Annotated[str, typer.Option(help="The name she goes by.")],
    role: Annotated[list[Role] | None, typer.Option(help="May be given more than once.")] = None,
    stage: Annotated[CareerStage, typer.Option(help="Career stage.")] = CareerStage.other,
    organisation: Annotated[str, typer.Option(help="Name of her organisation; made if new.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    invite: Annotated[bool, typer.Option("--invite", help="Let her choose a password, by a letter to her.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Add someone who can sign in; asks for a password, twice, on a terminal."""
    password = ""
    if not invite:
        password = sys.stdin.readline().rstrip("\n") if password_stdin else ask_for_password()
    library = open_here()
    with writing(library.engine) as db:
        place = organisation_named(db, organisation) if organisation else None
        if place is None and Role.administrator in (role or ()):
            raise WrongInput('An administrator is one of an organisation: add --organisation "Its name".')
        row = add_person(db, name=name, email=email, roles=role or [Role.trainee], stage=stage, organisation=place)
        if invite:
            write_letter(db, LetterKind.set_password, person=row)
        else:
            set_password(db, row, password)
        noted(library, db, "person add", f"people/{row.key}")
    if as_json:
        say_json({"key": row.key, "email": row.email, "name": row.name})
    else:
        print(f"{row.name} can sign in as {row.email}{' once she has chosen a password' if invite else ''}.")


@person.command("suspend")
def person_suspend(email: str, reason: Annotated[str, typer.Option(help="Why; kept with the suspension.")]) -> None:
    """Shut someone out of every door at once."""
    library = open_here()
    with writing(library.engine) as db:
        found = _person(db, email)
        suspend_person(db, found, reason=reason)
        noted(library, db, "person suspend", f"people/{found.key}")
    print(f"{email} is shut out and signed out everywhere.")


@person.command("token")
def person_token(
    email: str,
    name: Annotated[str, typer.Option(help="What you call it: the program or the machine that has it.")] = "tus client",
    days: Annotated[int, typer.Option(min=1, max=730, help="Days it is good for.")] = 90,
    revoke: Annotated[bool, typer.Option("--revoke", help="End the tokens of this name instead, at once.")] = False,
) -> None:
    """Print an upload token: it lets a tus client send recordings in someone's name, and nothing else."""
    library = open_here()
    with writing(library.engine) as db:
        holder = _person(db, email)
        noted(library, db, "person token", f"people/{holder.key}")
        if revoke:
            print(f"{revoke_tokens(db, holder, name=name)} revoked.")
            return
        _, secret = give_token(db, holder, name=name, days=days)
    print(secret)


def _person(db: Any, email: str) -> Person:
    if (found := person_by_email(db, email)) is None:
        raise NotFound(f"person: nobody has the address {email}")
    return found
