from __future__ import annotations

import json
import logging
from collections.abc import Callable

import httpx
import pytest

from company.people import Employee
from steersman.connectors.dovecot.client import Doveadm, NoSuchUser, NotAllowed, NotFound
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.delegation import DelegateParams
from steersman.connectors.dovecot.fake import FakeDovecot
from steersman.connectors.dovecot.session_end import SessionEndParams
from steersman.domain.errors import Permanent, Transient
from tests.connectors.dovecot.conftest import RealMail, capability_of, connect_real
from tests.fixtures.faulty_proxy import Fault, FaultyProxy

KEY = "the-very-secret-key"


def doveadm(answer: Callable[[httpx.Request], httpx.Response]) -> Doveadm:
    return Doveadm(
        "http://127.0.0.1:1", lambda: KEY, timeout=1, transport=httpx.MockTransport(answer)
    )


def answers(status: int, text: str = "", **headers: str) -> Doveadm:
    return doveadm(lambda request: httpx.Response(status, text=text, headers=headers))


def failing(error: Exception) -> Doveadm:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    return doveadm(fail)


def error_body(kind: str, code: int) -> str:
    return json.dumps([["error", {"type": kind, "exitCode": code}, "steersman"]])


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("exitCode", 67, NoSuchUser),
        ("exitCode", 68, NotFound),
        ("exitCode", 75, Transient),
        ("exitCode", 71, Transient),
        ("exitCode", 77, NotAllowed),
        ("exitCode", 65, Permanent),
        ("unAuthorized", 0, NotAllowed),
        ("unknownMethod", 0, NotAllowed),
        ("invalidRequest", 0, Permanent),
    ],
)
def test_each_answer_of_doveadm_says_what_to_do(
    kind: str, code: int, expected: type[Exception]
) -> None:
    with pytest.raises(expected, match="who"):
        answers(200, error_body(kind, code)).rows("who")


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, NotAllowed), (403, NotAllowed), (404, Permanent), (500, Transient), (503, Transient)],
)
def test_each_status_says_what_to_do(status: int, expected: type[Exception]) -> None:
    with pytest.raises(expected, match=str(status)):
        answers(status).rows("who")


def test_the_server_says_when_to_ask_again() -> None:
    with pytest.raises(Transient) as caught:
        answers(429, **{"Retry-After": "17"}).rows("who")
    assert caught.value.retry_after == 17


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout(""), httpx.ConnectError(""), httpx.RemoteProtocolError("")]
)
def test_a_server_that_does_not_answer_is_asked_again(error: Exception) -> None:
    with pytest.raises(Transient, match=r"^http:"):
        failing(error).rows("who")


@pytest.mark.parametrize("text", ["", '[["doveadmResp', "<html>"])
def test_half_an_answer_is_asked_again(text: str) -> None:
    with pytest.raises(Transient, match="broke off"):
        answers(200, text).rows("who")


@pytest.mark.parametrize("text", ["{}", "[]", "3", '[["error"]]', '[["doveadmResponse",[]]]'])
def test_something_that_is_no_doveadm_is_told(text: str) -> None:
    with pytest.raises(Permanent, match="did not answer as doveadm"):
        answers(200, text).rows("who")


def test_the_key_is_in_no_message_repr_or_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = []
    for client in (
        answers(401, KEY),
        answers(500, KEY),
        answers(200, f"<{KEY}>"),
        answers(200, error_body("exitCode", 77)),
        failing(httpx.ConnectError("refused")),
        failing(httpx.ReadTimeout("slow")),
    ):
        with pytest.raises((Permanent, Transient)) as caught:
            client.rows("who")
        told += [str(caught.value), repr(caught.value), repr(client), repr(vars(client))]
    told.append(caplog.text)
    assert caplog.text, "httpx logs its requests: without any log this proves nothing"
    assert not any(KEY in text for text in told)


def test_the_key_is_in_no_plan(fake: FakeDovecot, connector: DovecotConnector) -> None:
    capability = capability_of(connector, "mailbox.delegate")
    plan = capability.plan(DelegateParams(account=fake.id("alice"), to=fake.id("bob")))
    assert "fake-api-key" not in json.dumps(plan.as_json()) + repr(plan) + repr(connector)


def test_real_dovecot_refuses_a_wrong_key(real: RealMail) -> None:
    client = Doveadm(real.server.doveadm_url, lambda: KEY, timeout=5)
    with pytest.raises(NotAllowed, match="refused the API key"):
        client.rows("who")


def test_real_dovecot_answers_as_the_fake_does(real: RealMail) -> None:
    client = Doveadm(real.server.doveadm_url, lambda: real.server.api_key, timeout=5)
    with pytest.raises(NoSuchUser):
        client.fields("user", userMask=["nobody"])
    with pytest.raises(NoSuchUser):
        client.rows("sieveList", user="nobody")
    with pytest.raises(NotFound):
        client.rows("kick", mask=["nobody"])
    with pytest.raises(NotAllowed, match="no command"):
        client.rows("noSuchCommand")


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.SILENT, Fault.HALF_ANSWER])
def test_a_broken_line_is_transient_and_the_retry_succeeds(
    real: RealMail,
    somebody: Employee,
    colleague: Employee,
    faulty_proxy: Callable[[int], FaultyProxy],
    fault: Fault,
) -> None:
    proxy = faulty_proxy(real.server.doveadm_port)
    connector = connect_real(real.server, url=f"http://127.0.0.1:{proxy.port}", timeout=0.5)
    capability = capability_of(connector, "mailbox.delegate")
    plan = capability.plan(DelegateParams(account=real.id(somebody), to=real.id(colleague)))
    proxy.mode = fault
    with pytest.raises(Transient):
        capability.apply(plan, key="k")
    with pytest.raises(Transient):
        capability.verify(plan)
    proxy.mode = Fault.NONE
    capability.apply(plan, key="k")
    assert capability.verify(plan)


def test_a_lost_answer_to_a_kick_is_retried_without_harm(
    real: RealMail, somebody: Employee, faulty_proxy: Callable[[int], FaultyProxy]
) -> None:
    proxy = faulty_proxy(real.server.doveadm_port)
    connector = connect_real(real.server, url=f"http://127.0.0.1:{proxy.port}")
    capability = capability_of(connector, "session.end")
    session = real.server.sign_in(somebody.login, somebody.password)
    plan = capability.plan(SessionEndParams(account=real.id(somebody)))
    proxy.only = lambda request: b'"kick"' in request
    proxy.mode = Fault.LOST_ANSWER
    with pytest.raises(Transient):
        capability.apply(plan, key="k")
    proxy.mode = Fault.NONE
    capability.apply(plan, key="k")
    assert capability.verify(plan)
    session.shutdown()
