"""The passwords never show: not in errors, not in logs, not in any repr or plan."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable

import pytest

from steersman.connectors.caldav.connector import CalDavConnector
from steersman.domain.errors import Permanent, Transient
from tests.connectors.caldav.conftest import PARAMS, settings
from tests.fixtures.faulty_http import Asked, faulty_http, reply

Connect = Callable[..., CalDavConnector]
PASSWORD = "s3cr3t-never-shown"
TOKEN = base64.b64encode(f"ops:{PASSWORD}".encode()).decode()

FAULTS: dict[str, Callable[[Asked], bytes]] = {
    "refused": lambda asked: reply(401, asked.headers["authorization"]),
    "echo": lambda asked: reply(400, f"{asked.headers['authorization']} {PASSWORD}"),
    "failing": lambda asked: reply(500, asked.headers["authorization"]),
    "cut": lambda asked: reply(200, asked.headers["authorization"], cut=3),
    "not xml": lambda asked: reply(207, asked.headers["authorization"]),
    "redirect": lambda asked: reply(307, "", {"Location": "http://127.0.0.1:9/elsewhere"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_error_and_no_log_holds_the_password(
    fault: str, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with faulty_http(FAULTS[fault]) as server:
        connector = connect(settings(server.url), PASSWORD)
        with pytest.raises((Permanent, Transient)) as caught:
            connector.capabilities()[0].plan(PARAMS)
        assert server.asked[0].headers["authorization"] == f"Basic {TOKEN}", "it was really sent"
    assert "httpcore" in caplog.text or "httpx" in caplog.text, "their debug logs are on"
    for shown in (str(caught.value), repr(caught.value), caplog.text, connector.check().detail):
        assert PASSWORD not in shown
        assert TOKEN not in shown


def test_no_repr_holds_the_password(connect: Connect) -> None:
    connector = connect(settings("http://127.0.0.1:9/", 25), PASSWORD)
    parts = [vars(connector), vars(connector._client), vars(connector._http), connector._settings]
    assert PASSWORD not in repr([*parts, connector.capabilities()])


def test_a_redirect_is_not_followed_with_the_password(connect: Connect) -> None:
    with faulty_http(lambda _: reply(200)) as other:
        target = f"{other.url}/x"
        refused = pytest.raises(Permanent, match="redirected")
        with faulty_http(lambda _: reply(302, "", {"Location": target})) as server, refused:
            connect(settings(server.url), PASSWORD).capabilities()[0].plan(PARAMS)
        assert other.asked == []
