"""What the connector makes of a Slack that fails, stalls, lies and breaks off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from steersman.connectors.slack.account import AccountParams, DisableAccount
from steersman.connectors.slack.session import EndSessions
from steersman.connectors.slack.transport import LARGEST_ANSWER
from steersman.domain.errors import Permanent, Transient
from tests.connectors.slack.support import DISABLE, END, capability, connect_to_faulty
from tests.fixtures.faulty_http import Asked, faulty_http, reply

ANN = AccountParams(account="W1")
KINDS = pytest.mark.parametrize("kind", [DisableAccount, EndSessions])
AnyKind = type[DisableAccount] | type[EndSessions]
DATE = "Mon, 23 Nov 2026 10:00:00 GMT"
LATER = "Mon, 23 Nov 2026 10:01:30 GMT"


def planned_at(respond: Callable[[Asked], bytes], kind: AnyKind, timeout: int = 2) -> None:
    with faulty_http(respond) as server:
        connector = connect_to_faulty(server, timeout=timeout)
        next(c for c in connector.capabilities() if isinstance(c, kind)).plan(ANN)
        raise AssertionError("the fault went unnoticed")


@KINDS
def test_a_slack_that_does_not_answer_may_answer_later(kind: AnyKind) -> None:
    with pytest.raises(Transient, match="Timeout"):
        planned_at(lambda _: b"", kind, timeout=1)


@KINDS
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failing_slack_may_recover(kind: AnyKind, status: int) -> None:
    with pytest.raises(Transient, match=str(status)):
        planned_at(lambda _: reply(status, "<html>oh</html>"), kind)


@KINDS
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry-After": "30"}, 30.0), ({"retry-after": LATER, "Date": DATE}, 90.0), ({}, 2.0)],
)
def test_too_many_requests_says_when_to_come_back(
    kind: AnyKind, headers: dict[str, str], seconds: float
) -> None:
    with pytest.raises(Transient) as caught:
        planned_at(lambda _: reply(429, {}, headers), kind)
    assert caught.value.retry_after == seconds


@KINDS
@pytest.mark.parametrize("cut", [1, 15])
def test_an_answer_that_breaks_off_is_no_answer(kind: AnyKind, cut: int) -> None:
    whole = {"ok": True, "active_sessions": [], "id": "W1", "active": False}
    with pytest.raises(Transient, match="broke off"):
        planned_at(lambda _: reply(200, whole, cut=cut), kind)


@KINDS
def test_json_that_breaks_off_is_no_answer(kind: AnyKind) -> None:
    with pytest.raises(Transient, match="not whole JSON"):
        planned_at(lambda _: reply(200, '{"ok": true, "active_sess'), kind)


@KINDS
def test_a_chunk_that_breaks_off_is_no_answer(kind: AnyKind) -> None:
    raw = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"id": "W1"'
    with pytest.raises(Transient, match="no whole answer"):
        planned_at(lambda _: raw, kind)


@KINDS
@pytest.mark.parametrize(
    ("body", "content_type"),
    [("<html>sign in</html>", "text/html"), ("[1]", "application/json"), ("", "text/plain")],
)
def test_an_answer_that_cannot_be_used_is_an_error(
    kind: AnyKind, body: str, content_type: str
) -> None:
    with pytest.raises(Permanent):
        planned_at(lambda _: reply(200, body, {"Content-Type": content_type}), kind)


@KINDS
def test_an_endless_answer_is_cut_off(kind: AnyKind) -> None:
    with pytest.raises(Permanent, match="over"):
        planned_at(lambda _: reply(200, " " * (LARGEST_ANSWER + 1)), kind)


@pytest.mark.parametrize(
    ("error", "raised", "says"),
    [
        ("ratelimited", Transient, "ratelimited"),
        ("internal_error", Transient, "internal_error"),
        ("user_session_reset_failed", Transient, "reset_failed"),
        ("token_revoked", Permanent, "renew the token"),
        ("feature_not_enabled", Permanent, "feature_not_enabled"),
        ("cannot_reset_primary_owner", Permanent, "primary_owner"),
    ],
)
def test_an_answer_that_is_not_ok_is_an_error(
    error: str, raised: type[Exception], says: str
) -> None:
    with pytest.raises(raised, match=says):
        planned_at(lambda _: reply(200, {"ok": False, "error": error}), EndSessions)


def test_another_user_than_asked_for_is_an_error() -> None:
    with pytest.raises(Permanent, match="sent 'W2'"):
        planned_at(lambda _: reply(200, {"id": "W2", "active": True}), DisableAccount)


@pytest.mark.parametrize("status", [200, 204])
def test_a_slack_that_says_done_and_did_nothing_is_found_out(status: int) -> None:
    def respond(asked: Asked) -> bytes:
        if asked.method == "PATCH":
            return reply(status)
        ann = {"id": "W1", "userName": "ann", "active": True}
        listed = {"totalResults": 1, "Resources": [ann]}
        return reply(200, listed if "filter" in asked.path else ann)

    with faulty_http(respond) as server:
        disable = capability(connect_to_faulty(server), DisableAccount)
        disable.apply(DISABLE, key="k")
        assert not disable.verify(DISABLE)


def test_the_second_route_finds_out_what_the_first_hides() -> None:
    def respond(asked: Asked) -> bytes:
        ann = {"id": "W1", "userName": "ann"}
        listed = {"totalResults": 1, "Resources": [{**ann, "active": True}]}
        return reply(200, listed if "filter" in asked.path else {**ann, "active": False})

    with faulty_http(respond) as server:
        assert not capability(connect_to_faulty(server), DisableAccount).verify(DISABLE)


def test_a_reset_that_ended_nothing_is_found_out() -> None:
    def respond(asked: Asked) -> bytes:
        session = {"session_id": 1, "user_id": "W1"}
        return reply(200, {"ok": True, "active_sessions": [session]})

    with faulty_http(respond) as server:
        end = capability(connect_to_faulty(server), EndSessions)
        end.apply(END, key="k")
        assert not end.verify(END)
        assert any("session.reset" in asked.path for asked in server.asked)


def test_sessions_of_others_in_the_answer_are_not_taken_for_this_users() -> None:
    sessions = [{"session_id": 1, "user_id": "W2"}, {"session_id": 2}, "junk"]
    with faulty_http(lambda _: reply(200, {"ok": True, "active_sessions": sessions})) as server:
        assert capability(connect_to_faulty(server), EndSessions).plan(ANN).changes == ()


def test_a_list_of_sessions_that_is_none_is_not_an_empty_one() -> None:
    with pytest.raises(Permanent, match="no list of sessions"):
        planned_at(lambda _: reply(200, {"ok": True}), EndSessions)


def test_a_failed_write_is_not_retried_behind_our_back() -> None:
    def respond(asked: Asked) -> bytes:
        return reply(200, {"id": "W1", "active": True}) if asked.method == "GET" else reply(500)

    with faulty_http(respond) as server:
        with pytest.raises(Transient):
            capability(connect_to_faulty(server), DisableAccount).apply(DISABLE, key="k")
        assert [one.method for one in server.asked] == ["GET", "PATCH"]
