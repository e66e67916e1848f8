"""Templates say what they want, and want what they use."""

import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import meta

from casebook.web.render import TEMPLATES, environment, wants_line
from casebook.web.routes import MAP

GIVEN = {"request", "viewer", "site", "url_for", "static", "may"}
ALL = sorted(path for path in TEMPLATES.rglob("*.html"))
NAMES = {line.name for line in MAP}


def name_of(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_template_wants_exactly_what_it_uses(path: Path) -> None:
    env = environment()
    tree = env.parse(path.read_text(encoding="utf-8"))
    used = meta.find_undeclared_variables(tree) - GIVEN
    wanted = wants_line(path)
    # a part that is included sees what its page was given, so what it wants its page must want or set
    for included in tree.find_all(jinja2.nodes.Include):
        if isinstance(included.template, jinja2.nodes.Const):
            used |= wants_line(TEMPLATES / included.template.value) - _set_in(tree)
    assert used <= wanted | _set_in(tree), f"uses {used - wanted} without wanting it"
    assert wanted <= used, f"wants {wanted - used} and does not use it"


def _set_in(tree: jinja2.nodes.Template) -> set[str]:
    names = {node.name for node in tree.find_all(jinja2.nodes.Name) if node.ctx in ("store", "param")}
    return names | {imported.target for imported in tree.find_all(jinja2.nodes.Import)}


@pytest.mark.parametrize("path", [path for path in ALL if path.name.startswith("_")], ids=name_of)
def test_a_part_extends_nothing(path: Path) -> None:
    assert "{% extends" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_template_has_no_script_style_or_address_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # what describes the page to machines is no script: browsers run none of that type
    assert not re.search(r"<script(?! type=\"application/ld\+json\">)(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"\sstyle=|<style", text), "inline style"
    assert not re.search(r"\shx-on|\son[a-z]+=|js:|hx-trigger=\"[^\"]*\[", text), "script in an attribute"
    assert not re.search(r"(?:href|src|action|hx-get|hx-post)=\"/(?!/)", text), "an address not made by url_for"
    for named in re.findall(r"url_for\('([^']+)'", text):
        assert named in NAMES, f"there is no route {named}"


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_page_speaks_of_marks_only_to_say_there_are_none(path: Path) -> None:
    text = re.sub(r"{#.*?#}|<[^>]+>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for sentence in re.split(r"[.:;]", text):
        if re.search(r"\b(score|correct answer|right answer|badge|leader ?board|streak)s?\b", sentence, re.IGNORECASE):
            assert re.search(r"\b(no|not|never|nobody|nothing)\b", sentence, re.IGNORECASE), sentence
