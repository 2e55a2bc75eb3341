"""Signing in both ways, and answers that are none."""

from __future__ import annotations

import pytest

from company.services.json_contract import Reply
from company.services.servicenow_contract import CLIENT, CLIENT_SECRET, Instance
from steersman.domain.errors import Permanent, Transient
from tests.connectors.servicenow.support import Place, connect, running

OAUTH: dict[str, object] = {
    "user": "",
    "password_secret": "",
    "client_id": CLIENT,
    "client_secret": "env:Y",
}


def collect(place: Place, secret: str) -> int:
    inventory = connect(place.server.url, secret, **OAUTH).inventory()
    assert inventory is not None
    return len(inventory.collect().items)


def test_an_oauth_client_gets_one_token_and_keeps_it() -> None:
    with running() as place:
        assert collect(place, CLIENT_SECRET) == 5
        assert place.instance.issued == 1


def test_a_token_that_ran_out_is_asked_for_again_once() -> None:
    with running() as place:
        inventory = connect(place.server.url, CLIENT_SECRET, **OAUTH).inventory()
        assert inventory is not None
        inventory.collect()
        place.instance.tokens.clear()
        assert inventory.collect().complete
        assert place.instance.issued == 2


def test_a_wrong_client_secret_is_named() -> None:
    with running() as place, pytest.raises(Permanent, match="sign-in is refused") as caught:
        collect(place, "wrong-secret")
    assert "wrong-secret" not in str(caught.value)


def test_a_wrong_password_is_an_error_and_asked_once() -> None:
    with running() as place:
        check = connect(place.server.url, "wrong").check()
        assert len(place.server.log) == 1
    assert not check.reached
    assert "the sign-in is refused (401): correct it or renew it" in check.detail


@pytest.mark.parametrize(
    ("status", "headers", "wait"), [(429, {"Retry-After": "40"}, 40.0), (503, {}, 2.0)]
)
def test_too_many_requests_and_failures_say_when_to_come_back(
    status: int, headers: dict[str, str], wait: float
) -> None:
    def busy(instance: Instance) -> None:
        instance.answers = [Reply(status, {}, headers)]

    with running(busy) as place, pytest.raises(Transient) as caught:
        place.collect()
    assert caught.value.retry_after == wait


def test_rows_with_an_error_beside_them_are_no_answer() -> None:
    """A transaction that takes too long is cancelled amid the answer, which stays 200."""
    told = {"message": "Transaction cancelled: maximum execution time exceeded", "detail": ""}

    def slow(instance: Instance) -> None:
        instance.answers = [Reply(200, {"result": [], "error": told, "status": "failure"})]

    with running(slow) as place, pytest.raises(Transient, match="lower page_size"):
        place.collect()


@pytest.mark.parametrize("body", [[], {}, {"result": {}}, {"result": ["x"]}])
def test_an_answer_that_is_no_list_is_an_error(body: object) -> None:
    def odd(instance: Instance) -> None:
        instance.answers = [Reply(200, body)]

    with running(odd) as place, pytest.raises(Permanent, match="is url"):
        place.collect()


def test_an_instance_that_sleeps_is_told() -> None:
    def asleep(instance: Instance) -> None:
        page = Reply(200, "<html>Instance Hibernating</html>", {"Content-Type": "text/html"})
        instance.answers = [page]

    with running(asleep) as place, pytest.raises(Permanent, match="is the server awake"):
        place.collect()


def test_only_reading_is_ever_asked() -> None:
    with running() as place:
        place.collect()
        place.documents(incidents=True)
        place.connect().check()
        assert {asked.method for asked in place.server.log} == {"GET"}
