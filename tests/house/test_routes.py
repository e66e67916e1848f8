"""The map and the permission table fit together, and both tell the whole truth."""

import json

from typer.testing import CliRunner

from casebook.cli import app
from casebook.may import PERMISSIONS
from casebook.web.routes import MAP, routes


def test_every_route_names_a_permission_that_exists() -> None:
    assert {line.permission for line in MAP} == set(PERMISSIONS)


def test_names_and_addresses_are_unique() -> None:
    assert len({line.name for line in MAP}) == len(MAP)
    assert len({(line.method, line.path) for line in MAP}) == len(MAP)
    assert len(routes()) == len(MAP)


def test_the_command_lists_every_route_with_its_permission() -> None:
    listed = json.loads(CliRunner().invoke(app, ["routes", "--json"]).stdout)
    assert {"path", "method", "name", "permission"} == set(listed[0])
    assert all(line["permission"] for line in listed)
    assert {line.name for line in MAP} <= {line["name"] for line in listed}


def test_get_asks_and_post_acts_and_only_uploads_speak_more() -> None:
    """Tus has methods of its own; everything else is GET or POST."""
    assert {line.method for line in MAP if not line.path.startswith("/studio/uploads")} == {"GET", "POST"}
    assert all(line.own for line in MAP if line.streams)
