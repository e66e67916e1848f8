"""Imports run one way, and only the files named here know the outside world."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "casebook"
ORDER = (
    "errors", "surprises", "clock", "settings", "typesetting", "db", "jobs", "people", "audit", "media", "cases",
    "search", "reflect", "teach", "rows", "may", "library", "ledgers", "retention", "preparing", "backup", "work",
    "health", "metrics", "traces", "console", "ingesting", "demo", "web", "app", "cli_keys", "cli_letters",
    "cli_people", "cli_audit", "cli_move", "cli_backup", "cli_content", "cli_hold", "cli_demand", "cli_film",
    "cli_unused", "cli", "__main__",
)  # fmt: skip
#: package -> the only places that may import it
ONLY = {
    "starlette": ("web/", "app.py"),
    "uvicorn": ("cli.py", "web/connections.py", "web/proxies.py", "web/serving.py"),
    "subprocess": ("media/program.py", "demo/running.py"),
    "whoosh": (
        "search/whoosh_index.py",
        "search/whoosh_rows.py",
        "search/whoosh_shelf.py",
        "search/stemming.py",
    ),
    "obstore": ("media/s3_storage.py",),
    "typer": (
        "cli.py",
        "cli_content.py",
        "cli_keys.py",
        "cli_letters.py",
        "cli_people.py",
        "cli_audit.py",
        "cli_backup.py",
        "cli_hold.py",
        "cli_move.py",
        "cli_demand.py",
        "cli_film.py",
        "cli_unused.py",
    ),
    "psycopg": ("db/postgresql.py",),
    "opentelemetry": ("traces/otlp.py",),
    "procrastinate": ("db/queue_schema.py", "jobs/procrastinate_backlog.py"),
    "prometheus_client": ("metrics/",),
    "faster_whisper": ("media/faster_whisper_child.py",),
    "alembic": ("db/migrate.py", "db/migrations/"),
    "typst": ("typesetting.py",),
    "segno": ("web/qr_codes.py",),
    "cryptography": ("reflect/keyring.py", "reflect/sealing.py", "people/one_time_codes.py", "backup/age.py"),
    "webauthn": ("people/passkeys.py",),
    "authlib": ("people/provider_client.py", "people/id_tokens.py"),
    "joserfc": ("people/provider_client.py", "people/id_tokens.py"),
    "httpx": ("people/provider_client.py",),
    "smtplib": ("people/post_office.py",),
}


def files() -> Iterator[Path]:
    yield from (path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def imports_of(path: Path) -> Iterator[str]:
    """Every imported module by its whole name; relative ones as casebook.…"""
    here = ("casebook", *path.relative_to(PACKAGE).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield module
            if module == "casebook" or node.module is None:
                yield from (f"{module}.{name.name}" for name in node.names)


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


LONGEST = {"routes.py": 600}  # lines: the whole site in one list, which is what it is for


@pytest.mark.parametrize("path", list(files()), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_from_its_own_room_or_from_the_left(path: Path) -> None:
    mine = layer(path)
    if mine == "__init__":
        return
    rank = ORDER.index(mine)
    for module in imports_of(path):
        parts = module.split(".")
        if parts[0] == "casebook" and len(parts) > 1 and parts[1] in ORDER:
            assert ORDER.index(parts[1]) <= rank, f"{path.relative_to(PACKAGE)} imports {module} from its right"


@pytest.mark.parametrize("path", list(files()), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_package_is_known_only_where_it_belongs(path: Path) -> None:
    place = str(path.relative_to(PACKAGE))
    for module in imports_of(path):
        for package, places in ONLY.items():
            if module.split(".")[0] == package:
                assert place.startswith(places), f"{place} imports {package}; only {', '.join(places)} may"


@pytest.mark.parametrize("path", list(files()), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_says_what_it_is_for_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{path} has no first line that says what it is for"
    assert text.count("\n") <= LONGEST.get(path.name, 400), f"{path} is too long"
    assert path.stem not in {"utils", "helpers", "methods", "services", "manager"}


def test_only_comparing_reads_responses_for_others() -> None:
    """D10. `responding` keeps them, `response` defines them; nobody else in the program names the table."""
    naming = {
        str(path.relative_to(PACKAGE))
        for path in files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").split(".")[-1] == "response"
            and any(name.name in ("Response", "*") for name in node.names)
        )
        or (isinstance(node, ast.ImportFrom) and any(name.name == "response" for name in node.names))
        or (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.search(r"\bresponses\b", node.value)
            and re.search(r"(?i)\b(from|join|update|into)\s+responses\b|^responses$", node.value)
        )
    }
    naming.discard("web/openapi.py")  # "responses" is OpenAPI's own word for what a request is answered with
    assert naming == {"reflect/comparing.py", "reflect/responding.py", "reflect/response.py", "rows.py"}, (
        "response.py defines the table and rows.py names its module; others may not"
    )
