"""What the connector makes of servers that fail, stall, lie and break off."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from company.services.scim import ScimServer
from steersman.connectors.scim.account import DeleteAccount, DisableAccount
from steersman.connectors.scim.accounts import AccountParams
from steersman.connectors.scim.client import LARGEST_ANSWER
from steersman.connectors.scim.connector import ScimConnector
from steersman.connectors.scim.fake import FakeScim
from steersman.connectors.scim.licence import ReleaseLicence
from steersman.connectors.scim.settings import ScimSettings
from steersman.domain.errors import Permanent, Transient
from steersman.domain.plan import Change, Plan
from tests.connectors.scim.support import capability, connect, connect_to, new_user, over
from tests.fixtures.faulty_http import Asked, faulty_http, reply

ANN = AccountParams(account="ann")
DISABLE = Plan("account.disable@crm", (Change("crm:ann", "active", "true", "false"),))
DATE = "Mon, 23 Nov 2026 10:00:00 GMT"
LATER = "Mon, 23 Nov 2026 10:01:30 GMT"


def planned_at(respond: Callable[[Asked], bytes], **settings: object) -> Plan:
    with faulty_http(respond) as server:
        return capability(connect(server.url, **settings), DisableAccount).plan(ANN)


def test_a_server_that_does_not_answer_may_answer_later() -> None:
    with pytest.raises(Transient, match="ReadTimeout"):
        planned_at(lambda _: b"", timeout=0.2)


def test_a_trickle_ends_too() -> None:
    started = time.monotonic()
    connector = over(_Trickle(), timeout=0.05)
    with pytest.raises(Transient, match="too slowly"):
        capability(connector, DisableAccount).plan(ANN)
    assert time.monotonic() - started < 2


class _Trickle(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        def drops() -> Iterator[bytes]:
            while True:
                time.sleep(0.02)
                yield b" "

        return httpx.Response(200, content=drops())


def test_nobody_listening_may_change() -> None:
    with pytest.raises(Transient, match="ConnectError"):
        capability(connect("http://127.0.0.1:9"), DisableAccount).plan(ANN)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": LATER, "Date": DATE}, 90.0),
        ({"Retry-After": DATE, "Date": LATER}, 0.0),
        ({"Retry-After": "99999999999"}, 86400.0),
        ({"Retry-After": LATER}, 2.0),
        ({"Retry-After": "soon"}, 2.0),
        ({}, 2.0),
    ],
)
def test_too_many_requests_says_when_to_come_back(headers: dict[str, str], seconds: float) -> None:
    with pytest.raises(Transient, match="429") as caught:
        planned_at(lambda _: reply(429, {}, headers))
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failing_server_may_recover(status: int) -> None:
    with pytest.raises(Transient, match=str(status)):
        planned_at(lambda _: reply(status, "<html>oh</html>"))


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "token is refused"), (403, "lacks a right"), (404, "404"), (302, "base_url")],
)
def test_what_cannot_change_by_itself_says_what_to_mend(status: int, says: str) -> None:
    with pytest.raises(Permanent, match=says):
        planned_at(lambda _: reply(status, {}, {"Location": "http://127.0.0.1:9/"}))


@pytest.mark.parametrize("cut", [1, 15])
def test_an_answer_that_breaks_off_is_no_answer(cut: int) -> None:
    with pytest.raises(Transient, match="RemoteProtocolError"):
        planned_at(lambda _: reply(200, {"id": "ann", "active": False}, cut=cut))


def test_json_that_breaks_off_is_no_answer() -> None:
    with pytest.raises(Transient, match="not whole JSON"):
        planned_at(lambda _: reply(200, '{"id": "ann", "active": fal'))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html>please sign in</html>", "text/html"),
        ("[1, 2]", "application/json"),
        ("", "application/json"),
        ('{"active": false}', "application/json"),
        ('{"id": "ann", "active": "perhaps"}', "application/json"),
        ('{"id": "bob", "active": false}', "application/json"),
    ],
)
def test_an_answer_that_cannot_be_used_is_an_error(body: str, kind: str) -> None:
    with pytest.raises(Permanent):
        planned_at(lambda _: reply(200, body, {"Content-Type": kind}))


def test_an_endless_answer_is_cut_off() -> None:
    with pytest.raises(Permanent, match="over"):
        planned_at(lambda _: reply(200, " " * (LARGEST_ANSWER + 1)))


def test_a_sign_in_page_instead_of_a_write_is_an_error() -> None:
    def respond(asked: Asked) -> bytes:
        if asked.method == "GET":
            return reply(200, {"id": "ann", "active": True})
        return reply(200, "<html>sign in</html>", {"Content-Type": "text/html"})

    with faulty_http(respond) as server, pytest.raises(Permanent, match="web page"):
        capability(connect(server.url), DisableAccount).apply(DISABLE, key="k")


@pytest.mark.parametrize("status", [200, 204])
def test_a_server_that_says_done_and_did_nothing_is_found_out(status: int) -> None:
    def respond(asked: Asked) -> bytes:
        if asked.method == "PATCH":
            return reply(status)
        ann = {"id": "ann", "userName": "ann", "active": True}
        listed = {"totalResults": 1, "Resources": [ann]}
        return reply(200, listed if "filter" in asked.path else ann)

    with faulty_http(respond) as server:
        disable = capability(connect(server.url), DisableAccount)
        disable.apply(DISABLE, key="k")
        assert not disable.verify(DISABLE)


def test_the_second_route_finds_out_what_the_first_hides() -> None:
    def respond(asked: Asked) -> bytes:
        ann = {"id": "ann", "userName": "ann"}
        listed = {"totalResults": 1, "Resources": [{**ann, "active": True}]}
        return reply(200, listed if "filter" in asked.path else {**ann, "active": False})

    with faulty_http(respond) as server:
        assert not capability(connect(server.url), DisableAccount).verify(DISABLE)


def test_an_account_that_does_not_say_whether_it_is_active_is_not_off() -> None:
    with faulty_http(lambda _: reply(200, {"id": "ann"})) as server:
        assert not capability(connect(server.url), DisableAccount).verify(DISABLE)


def test_a_deletion_that_the_list_still_shows_is_found_out() -> None:
    def respond(asked: Asked) -> bytes:
        listed = {"totalResults": 1, "Resources": [{"id": "ann"}]}
        return reply(200, listed) if "filter" in asked.path else reply(404)

    plan = Plan("account.delete@crm", (Change("crm:ann", "account", "present", None),))
    with faulty_http(respond) as server:
        assert not capability(connect(server.url), DeleteAccount).verify(plan)


def test_a_server_that_hides_inactive_accounts_from_its_list_is_believed() -> None:
    def respond(asked: Asked) -> bytes:
        if "filter" in asked.path:
            return reply(200, {"totalResults": 0})
        return reply(200, {"id": "ann", "active": "False"})

    with faulty_http(respond) as server:
        assert capability(connect(server.url), DisableAccount).verify(DISABLE)


def test_verifying_opens_connections_of_its_own(scim_server: ScimServer) -> None:
    account = new_user(scim_server, active=False)["id"]
    connector = connect_to(scim_server)
    connector._client.close()
    plan = Plan("account.disable@crm", (Change(f"crm:{account}", "active", "true", "false"),))
    assert capability(connector, DisableAccount).verify(plan)


class _EditedMeanwhile(httpx.BaseTransport):
    """Somebody else's edit always lands between our reading and our writing."""

    def __init__(self, server: ScimServer, account: str) -> None:
        self._server, self._account = server, account
        self._network = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method in ("PATCH", "DELETE"):
            title = {"op": "replace", "path": "title", "value": "Edited"}
            schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
            edit = {"schemas": schemas, "Operations": [title]}
            self._server.call("PATCH", f"/Users/{self._account}", edit)
        return self._network.handle_request(request)


@pytest.mark.parametrize("kind", [DisableAccount, ReleaseLicence, DeleteAccount])
def test_a_change_between_reading_and_writing_stops_the_write(
    scim_server: ScimServer,
    kind: type[DisableAccount] | type[ReleaseLicence] | type[DeleteAccount],
) -> None:
    user = new_user(scim_server, active=kind is not DeleteAccount, entitlements=[{"value": "seat"}])
    settings = ScimSettings(base_url=scim_server.url, token_secret="env:X")
    meanwhile = _EditedMeanwhile(scim_server, user["id"])
    connector = ScimConnector("crm", settings, lambda: scim_server.token, meanwhile)
    one = next(c for c in connector.capabilities() if isinstance(c, kind))
    with pytest.raises(Transient, match="changed since"):
        one.apply(one.plan(AccountParams(account=user["id"])), key="k")
    now = scim_server.call("GET", f"/Users/{user['id']}")
    assert (now["active"], now["entitlements"]) == (user["active"], user["entitlements"])


def test_licence_groups_are_found_on_a_server_that_cannot_filter_by_member() -> None:
    scim = FakeScim()
    scim.add_user("ann")
    scim.add_group("g1", "licence-crm", "ann")

    class NoMemberFilter(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if "members" in request.url.params.get("filter", ""):
                return httpx.Response(501)
            return scim.handle_request(request)

    connector = over(NoMemberFilter(), scim.token)
    assert len(capability(connector, ReleaseLicence).plan(ANN).changes) == 1


def test_a_target_of_another_system_is_refused() -> None:
    plan = Plan("account.disable@crm", (Change("hr:ann", "active", "true", "false"),))
    with pytest.raises(Permanent, match="not an account of crm"):
        capability(FakeScim().connector(), DisableAccount).apply(plan, key="k")
