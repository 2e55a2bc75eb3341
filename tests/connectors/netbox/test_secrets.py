"""The token never shows: not in errors, not in logs, not in any repr."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from steersman.domain.errors import Permanent, Transient
from tests.connectors.netbox.support import connect
from tests.fixtures.faulty_http import Asked, faulty_http, reply

TOKEN = "s3cr3t-never-shown"

FAULTS: dict[str, Callable[[Asked], bytes]] = {
    "echo": lambda asked: reply(400, {"detail": f"bad header {asked.headers['authorization']}"}),
    "forbidden": lambda asked: reply(403, {"detail": asked.headers["authorization"]}),
    "refused": lambda asked: reply(401, {"detail": asked.headers["authorization"]}),
    "failing": lambda asked: reply(500, asked.headers["authorization"]),
    "not json": lambda asked: reply(200, "{" + asked.headers["authorization"]),
    "redirect": lambda asked: reply(307, "", {"Location": "http://127.0.0.1:9/elsewhere"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_error_and_no_log_holds_the_token(fault: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with faulty_http(FAULTS[fault]) as server:
        connector = connect(server.url, TOKEN)
        with pytest.raises((Permanent, Transient)) as caught:
            connector.inventory().collect()
        assert server.asked[0].headers["authorization"] == f"Token {TOKEN}", "it was really sent"
    for shown in (str(caught.value), repr(caught.value), caplog.text, connector.check().detail):
        assert TOKEN not in shown


def test_no_repr_holds_the_token() -> None:
    connector = connect("http://127.0.0.1:9", TOKEN)
    shown = [connector, connector._client, connector._client._api, connector._settings]
    assert TOKEN not in repr([*shown, vars(connector._client), vars(connector._client._api)])


@pytest.mark.parametrize("end", ["\n", " x", "\r\nX-Evil: 1", "ü", "\x00"])
def test_a_token_that_no_header_can_carry_is_refused_unquoted(end: str) -> None:
    with pytest.raises(Permanent, match="token_secret") as caught:
        connect("http://127.0.0.1:9", TOKEN + end).inventory().collect()
    assert TOKEN not in str(caught.value)


def test_a_redirect_does_not_take_the_token_along() -> None:
    with faulty_http(lambda _: reply(200, {})) as elsewhere:
        to = reply(302, "", {"Location": f"{elsewhere.url}/api/dcim/sites/"})
        with (
            faulty_http(lambda _: to) as server,
            pytest.raises(Permanent, match="set url to where it leads"),
        ):
            connect(server.url).inventory().collect()
        assert elsewhere.asked == []
