"""What a check tells about rights, on servers that withhold some."""

from __future__ import annotations

from steersman.capabilities.connector import Check
from tests.connectors.scim.support import connect
from tests.fixtures.faulty_http import Asked, faulty_http, reply

EMPTY = {"totalResults": 0}


def checked(**statuses: int) -> tuple[Check, list[Asked]]:
    def respond(asked: Asked) -> bytes:
        name = asked.path.lstrip("/").partition("?")[0]
        return reply(statuses.get(name, 200), EMPTY)

    with faulty_http(respond) as server:
        return connect(server.url).check(), server.asked


def test_a_token_that_may_not_read_users_is_named() -> None:
    check, _ = checked(Users=403)
    assert check.reached
    assert check.missing == ("users.read",)


def test_a_token_that_may_not_read_groups_is_named() -> None:
    check, _ = checked(Groups=403)
    assert "groups.read" in check.missing


def test_a_server_without_groups_lacks_no_right() -> None:
    check, _ = checked(Groups=404, ServiceProviderConfig=404)
    assert check.missing == ()
    assert "does not tell" in check.detail


def test_a_server_without_patch_is_named() -> None:
    check, _ = checked()
    assert any("PATCH" in right for right in check.missing)


def test_a_failing_server_is_not_reached() -> None:
    check, _ = checked(Users=500)
    assert not check.reached
    assert "500" in check.detail


def test_checking_only_reads() -> None:
    _, asked = checked()
    assert {one.method for one in asked} == {"GET"}
