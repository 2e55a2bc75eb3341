"""The API answers as its schema says, whatever is sent: examples drawn from the schema itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from steersman.web.app import create_app
from tests.web.attacker import fill
from tests.web.lively import Lively, lively_office
from tests.web.office import V1
from tests.web.router import served

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
EXAMPLES = 12  # for each operation, each caller and each way
OPERATIONS = [(each.method, each.path) for each in served() if each.shown]
# They take nothing that could be wrong.
OPEN = {"/healthz": "GET", f"{V1}/hr/{{feed}}/webhook": "POST"}
WAYS = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lively]:
    with lively_office(tmp_path_factory.mktemp("lively")) as office:
        yield office


@pytest.fixture(scope="module")
def http(lively: Lively) -> TestClient:
    app = create_app(lively.office.steersman)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def schema(http: TestClient) -> Any:
    return schemathesis.openapi.from_dict(http.get(f"{V1}/openapi.json").json())


def sent(http: TestClient, case: Any, bearer: dict[str, str]) -> Response:
    """Through the client of our tests, which is the same in every environment."""
    told = case.as_transport_kwargs(base_url="http://testserver")
    headers = {**{k: v.encode("latin-1", "replace") for k, v in told["headers"].items()}, **bearer}
    body = {"json": told["json"]} if "json" in told else {"content": told.get("data") or b""}
    answer: Response = http.request(
        told["method"], told["url"], params=told.get("params"), headers=headers, **body
    )
    return answer


def short(body: Any) -> Any:
    """As drawn; a leak test that would begin is cut short, for a whole one takes minutes."""
    most = {"seconds": 3600, "sample": 100_000}
    if not isinstance(body, dict):
        return body
    begun = [name for name in most if name not in body or _within(body[name], most[name])]
    return {**body, **dict.fromkeys(begun, 1)}


def _within(value: Any, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= most


@pytest.mark.parametrize("who", ["administrator", "employee"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_as_the_schema_says(
    lively: Lively, schema: Any, http: TestClient, method: str, path: str, who: str
) -> None:
    token = lively.office.token(who)  # for a test may revoke every one that it finds
    bearer, operation = {"Authorization": f"Bearer {token}"}, schema[path][method.lower()]
    known = {name[1:-1]: fill(lively, name) for name in path.split("/") if name[:1] == "{"}

    for way in WAYS:
        drawn = operation.as_strategy(generation_mode=way)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=drawn, really_there=st.booleans())
        def answers(case: Any, really_there: bool) -> None:
            if really_there:
                case.path_parameters.update(known)
            if path.endswith("/wait"):
                case.query["timeout"] = 0
            if path.endswith("/leaks/check"):
                case.body = short(case.body)
            case.validate_response(sent(http, case, bearer), checks=CHECKS)

        if way is WAYS[0] or OPEN.get(path) != method:
            answers()


def test_no_operation_is_forgotten(schema: Any) -> None:
    told = {(op.ok().method.upper(), op.ok().path) for op in schema.get_all_operations()}
    assert told == set(OPERATIONS)
