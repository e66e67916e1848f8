"""What the documents say is what the program has."""

import re
from pathlib import Path

import casebook
from casebook.settings import Settings

ROOT = Path(__file__).parents[2]


def test_every_setting_is_documented_with_its_default() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(CASEBOOK_\w+)` \| `?([^|`]*)`? \|", text, re.MULTILINE))
    wanted = {
        f"CASEBOOK_{name.upper()}": str(field.default).lower()
        if isinstance(field.default, bool)
        else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert {name: default.strip() for name, default in told.items()} == wanted
    for field in Settings.model_fields.values():
        assert field.description in text


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## {casebook.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:|moment:)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_every_word_of_the_domain_has_one_meaning_written_down() -> None:
    text = (ROOT / "docs/words.md").read_text(encoding="utf-8")
    for word in (
        "case", "clip", "theme", "decision point", "option", "continuum", "response", "commitment", "release",
        "contributor", "consent", "rendition", "transcript", "cue", "publication", "guidance", "person", "cohort",
        "recording", "station", "sealed record", "sight", "moment",
    ):  # fmt: skip
        assert re.search(rf"^- \*\*{word}\*\*", text, re.MULTILINE), f"docs/words.md does not say what {word!r} means"


def test_vendored_files_are_those_the_manifest_names() -> None:
    import subprocess
    import sys

    assert subprocess.run([sys.executable, "tools/vendor.py", "--check"], cwd=ROOT).returncode == 0
