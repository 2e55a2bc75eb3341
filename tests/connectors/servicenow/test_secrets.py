"""Passwords and tokens never show: not in errors, not in logs, not in any repr."""

from __future__ import annotations

import logging
from base64 import b64decode
from collections.abc import Callable

import pytest

from steersman.domain.errors import Permanent, Transient
from tests.connectors.servicenow.support import connect
from tests.connectors.servicenow.test_client import OAUTH
from tests.fixtures.faulty_http import Asked, faulty_http, reply

SECRET = "s3cr3t-never-shown"


def heard(asked: Asked) -> str:
    return asked.headers.get("authorization", "") + asked.body.decode()


FAULTS: dict[str, Callable[[Asked], bytes]] = {
    "echo": lambda asked: reply(400, {"error": {"message": f"bad header {heard(asked)}"}}),
    "forbidden": lambda asked: reply(403, {"error": {"message": heard(asked)}}),
    "refused": lambda asked: reply(401, {"error": heard(asked)}),
    "failing": lambda asked: reply(500, heard(asked)),
    "not json": lambda asked: reply(200, "{" + heard(asked)),
    "redirect": lambda asked: reply(307, "", {"Location": "http://127.0.0.1:9/elsewhere"}),
}


@pytest.mark.parametrize("oauth", [False, True])
@pytest.mark.parametrize("fault", FAULTS)
def test_no_error_and_no_log_holds_the_secret(
    fault: str, oauth: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with faulty_http(FAULTS[fault]) as server:
        connector = connect(server.url, SECRET, **(OAUTH if oauth else {}))
        inventory = connector.inventory()
        assert inventory is not None
        with pytest.raises((Permanent, Transient)) as caught:
            inventory.collect()
        sent = heard(server.asked[0])
    encoded = sent.removeprefix("Basic ")
    assert SECRET in (sent if oauth else b64decode(encoded).decode()), "it was really sent"
    for shown in (str(caught.value), repr(caught.value), caplog.text, connector.check().detail):
        assert SECRET not in shown
        assert oauth or encoded not in shown


def test_no_repr_holds_the_secret() -> None:
    connector = connect("http://127.0.0.1:9", SECRET)
    shown = [connector, connector._client, connector._client._api, connector._settings]
    assert SECRET not in repr([*shown, vars(connector._client), vars(connector._client._api)])


def test_an_empty_password_is_refused() -> None:
    assert "password_secret is empty" in connect("http://127.0.0.1:9", "").check().detail
