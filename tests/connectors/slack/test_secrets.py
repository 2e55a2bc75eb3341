"""The token never shows: not in errors, not in logs, not in any repr."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from steersman.connectors.slack.account import AccountParams
from steersman.domain.errors import Permanent, Transient
from steersman.domain.identity import Identifiers
from tests.connectors.slack.support import connect_to_faulty
from tests.fixtures.faulty_http import Asked, FaultyHttp, faulty_http, reply

TOKEN = "xoxp-s3cr3t-never-shown"

FAULTS: dict[str, Callable[[Asked], bytes]] = {
    "echo": lambda asked: reply(400, {"Errors": {"description": asked.headers["authorization"]}}),
    "not ok": lambda asked: reply(200, {"ok": False, "error": asked.headers["authorization"]}),
    "scope": lambda asked: reply(
        200, {"ok": False, "error": "missing_scope", "needed": asked.headers["authorization"]}
    ),
    "refused": lambda asked: reply(401, {"error": asked.headers["authorization"]}),
    "failing": lambda asked: reply(500, asked.headers["authorization"]),
    "cut": lambda asked: reply(200, {"id": asked.headers["authorization"]}, cut=3),
    "not json": lambda asked: reply(200, "{" + asked.headers["authorization"]),
    "redirect": lambda asked: reply(307, "", {"Location": "http://127.0.0.1:9/elsewhere"}),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("number", [0, 1])
def test_no_error_and_no_log_holds_the_token(
    fault: str, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("slack_sdk", "slack_sdk.web.base_client", "slack_sdk.scim.v1.client"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    with faulty_http(FAULTS[fault]) as server:
        connector = connect_to_faulty(server, TOKEN)
        with pytest.raises((Permanent, Transient)) as caught:
            connector.capabilities()[number].plan(AccountParams(account="W1"))
        assert server.asked[0].headers["authorization"] == f"Bearer {TOKEN}", "it was really sent"
        shown = [str(caught.value), repr(caught.value), connector.check().detail, caplog.text]
    assert not [text for text in shown if TOKEN in text]


def test_no_log_holds_whom_we_asked_about(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ann = Identifiers(person="p", mail="ann-the-person@meridian.test")
    with faulty_http(lambda _: reply(200, {"totalResults": 0})) as server:
        connect_to_faulty(server, TOKEN).finder().candidates(ann)
        assert "ann-the-person" in server.asked[0].path
    assert "ann-the-person" not in caplog.text


def test_no_repr_holds_the_token() -> None:
    connector = connect_to_faulty(FaultyHttp(lambda _: b"", port=9), TOKEN)
    shown = [connector, vars(connector), vars(connector._slack), connector.capabilities()]
    assert TOKEN not in repr(shown)


@pytest.mark.parametrize("end", ["\n", " x", "\r\nX-Evil: 1", "ü", "\x00"])
@pytest.mark.parametrize("number", [0, 1])
def test_a_token_that_no_header_can_carry_is_refused_unquoted(end: str, number: int) -> None:
    connector = connect_to_faulty(FaultyHttp(lambda _: b"", port=9), TOKEN + end)
    with pytest.raises(Permanent, match="token_secret") as caught:
        connector.capabilities()[number].plan(AccountParams(account="W1"))
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_redirect_does_not_take_the_token_along(number: int, status: int) -> None:
    with faulty_http(lambda _: reply(200, {})) as elsewhere:
        to = {"Location": f"{elsewhere.url}/x"}
        with faulty_http(lambda _: reply(status, "", to)) as server:
            one = connect_to_faulty(server, TOKEN).capabilities()[number]
            with pytest.raises(Permanent, match="redirects"):
                one.plan(AccountParams(account="W1"))
        assert elsewhere.asked == []
