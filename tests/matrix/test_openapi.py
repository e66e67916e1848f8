"""Schemathesis asks all that `/openapi.json` describes, with what it makes up, as a stranger, as people of four roles
and as a guest, of things that are there and of things that are not: nothing breaks, and no status comes that is not
described."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from casebook.web.line import Line
from casebook.web.routes import MAP

from .asking import Asking
from .test_matrix import POLICY

ASKERS = ("anonymous", "peer", "educator", "author", "reviewer", "scoped")
EXAMPLES = 5  # a line of the map
ENDLESS = {name for name, row in POLICY.rows.items() if row.endless}


@schemathesis.serializer("application/offset+octet-stream")
def as_bytes(_: Any, value: Any) -> bytes:
    """Any bytes will do."""
    return str(value).encode("utf-8", "replace")[:1000]


@pytest.fixture(scope="module")
def schema(asking: Asking) -> Any:
    told = asking.client.get("/openapi.json")
    assert told.status_code == 200
    assert told.json()["openapi"].startswith("3.1")
    return schemathesis.openapi.from_dict(told.json())


@pytest.mark.parametrize("line", [line for line in MAP if line.name not in ENDLESS], ids=lambda line: line.name)
def test_nothing_breaks_and_every_status_is_described(asking: Asking, schema: Any, line: Line) -> None:
    operation = schema.find_operation_by_id(line.name)

    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(), actor=st.sampled_from(ASKERS), there=st.booleans())
    def asks(case: Any, actor: str, there: bool) -> None:
        if there and (places := asking.hospital.places(POLICY.rows[line.name].kind, "own", actor)):
            case.path_parameters = {name: places.get(name, value) for name, value in case.path_parameters.items()}
        sent = case.as_transport_kwargs(base_url="http://localhost:8000")
        sent["headers"] = dict(sent.get("headers") or {}) | {"sec-fetch-site": "same-origin", "accept": "text/html"}
        if cookie := asking.cookies[actor]:
            sent["headers"]["cookie"] = f"sid={cookie}"
        answer = asking.client.request(**{name: value for name, value in sent.items() if name != "cookies"})
        answer.request.read()
        asking.as_it_was()
        case.validate_response(answer, checks=[not_a_server_error, status_code_conformance])

    asks()
