"""How we ask, and what other answers than the right one come to."""

from __future__ import annotations

import pytest

from steersman.capabilities.json_errors import Forbidden, Unauthorised
from steersman.connectors.prometheus.connector import PrometheusConnector, connector_type
from steersman.connectors.prometheus.settings import PrometheusSettings
from steersman.domain.errors import Permanent, Transient
from tests.fixtures.faulty_http import Asked, faulty_http, reply

EMPTY = {"status": "success", "data": {"activeTargets": [], "droppedTargets": []}}
TOKEN = "hunter2-token"


def connect(url: str, **more: object) -> PrometheusConnector:
    settings = PrometheusSettings.model_validate({"url": url, "timeout": 2, **more})
    return connector_type.connect("monitoring", settings, lambda name: lambda: TOKEN)


def test_a_token_goes_into_the_header_and_a_prefix_into_the_path() -> None:
    with faulty_http(lambda asked: reply(200, EMPTY)) as server:
        connector = connect(f"{server.url}/prometheus", token_secret="env:X")
        assert connector.client.targets() == []
        (asked,) = server.asked
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.path == "/prometheus/api/v1/targets?state=active"


def test_without_a_sign_in_none_is_sent() -> None:
    with faulty_http(lambda asked: reply(200, EMPTY)) as server:
        connect(server.url).client.targets()
        assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reply(401, {"error": TOKEN}), Unauthorised),
        (reply(403, {"error": f"bad {TOKEN}"}), Forbidden),
        (reply(503), Transient),
        (reply(302, headers={"Location": "https://evil.example"}), Permanent),
        (reply(200, EMPTY, cut=5), Transient),
        (reply(200, {"status": "error", "error": "x"}), Permanent),
        (reply(200, {"status": "success", "data": {}}), Permanent),
        (reply(200, [1]), Permanent),
    ],
)
def test_other_answers_are_errors_without_the_token(answer: bytes, error: type[Exception]) -> None:
    with faulty_http(lambda asked: answer) as server:
        connector = connect(server.url, token_secret="env:X")
        with pytest.raises(error) as told:
            connector.inventory().collect()
    assert TOKEN not in str(told.value)
    assert TOKEN not in repr(connector)


def test_a_token_that_may_not_read_the_targets_is_named() -> None:
    with faulty_http(lambda asked: reply(403, {"error": "no"})) as server:
        found = connect(server.url, token_secret="env:X").check()
    assert found.reached
    assert found.missing == ("reading /api/v1/targets",)


def test_a_token_that_may_read_the_targets_alone_is_told() -> None:
    def respond(asked: Asked) -> bytes:
        return reply(200, EMPTY) if asked.path.startswith("/api/v1/targets") else reply(403)

    with faulty_http(respond) as server:
        found = connect(server.url).check()
    assert found.missing == ("reading /api/v1/query",)
    assert {asked.method for asked in server.asked} == {"GET"}


def test_nothing_there_is_not_reached() -> None:
    assert not connect("http://127.0.0.1:9").check().reached
