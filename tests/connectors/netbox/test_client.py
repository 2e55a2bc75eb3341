"""Pages, refusals and faults: a listing is whole, or it says that it is not, or it is an error."""

from __future__ import annotations

import pytest

from company.services.netbox_contract import NetBox
from company.services.netbox_data import device
from steersman.domain.errors import Permanent, Transient
from tests.connectors.netbox.support import connect, running
from tests.fixtures.faulty_http import Asked, faulty_http, reply
from tests.fixtures.inventories import one, reasons

ROW = {"id": 1, "name": "x"}


def many(netbox: NetBox) -> None:
    netbox.objects["dcim/devices"] = [device(n, f"d{n}", "server") for n in range(1, 24)]


@pytest.mark.parametrize("page_size", [1, 5, 23, 24, 1000])
def test_every_page_is_read_whatever_its_size(page_size: int) -> None:
    with running(many) as place:
        found = place.collect(page_size=page_size)
    assert len([item for item in found.items if item.ci_class == "server"]) == 23
    assert found.complete


def test_a_page_that_is_shorter_than_asked_is_not_the_end() -> None:
    def short(netbox: NetBox) -> None:
        many(netbox)
        netbox.page_limit = 4

    with running(short) as place:
        found = place.collect(page_size=1000)
    assert len([item for item in found.items if item.ci_class == "server"]) == 23


def test_a_next_page_on_another_host_is_refused_and_never_asked() -> None:
    def elsewhere(netbox: NetBox) -> None:
        many(netbox)
        netbox.host = "http://evil.example"

    with running(elsewhere) as place, pytest.raises(Permanent, match="which is another place"):
        place.collect(page_size=5)


def test_a_next_page_of_other_objects_is_refused() -> None:
    page = {"count": 2, "results": [ROW], "next": "/api/users/tokens/?offset=1"}
    with (
        faulty_http(lambda _: reply(200, page)) as server,
        pytest.raises(Permanent, match="another place"),
    ):
        connect(server.url).inventory().collect()


def test_a_next_page_behind_a_proxy_without_tls_is_asked_with_it() -> None:
    """NetBox writes the scheme that its proxy used; only the query of the address is taken."""

    def behind(netbox: NetBox) -> None:
        many(netbox)
        netbox.host = "https://127.0.0.1"

    with running(behind) as place:
        assert place.collect(page_size=5).complete


def test_pages_that_lead_in_a_circle_end_in_an_error() -> None:
    def circle(asked: Asked) -> bytes:
        address = f"http://127.0.0.1{asked.path.partition('?')[0]}?offset=0"
        return reply(200, {"count": 5, "results": [ROW], "next": address})

    with faulty_http(circle) as server, pytest.raises(Transient, match="bring nothing new"):
        connect(server.url).inventory().collect()


def test_a_listing_that_changed_while_it_was_read_is_not_complete() -> None:
    def shifting(asked: Asked) -> bytes:
        page = {"count": 3, "results": [ROW], "next": None}
        return reply(200, page if "dcim/sites" in asked.path else {**page, "count": 1})

    with faulty_http(shifting) as server:
        found = connect(server.url).inventory().collect()
    assert not found.complete
    assert "dcim/sites: it changed while it was read: collect again" in reasons(found)


def test_one_endpoint_that_is_refused_is_told_and_the_rest_is_read() -> None:
    def narrow(netbox: NetBox) -> None:
        netbox.forbidden = {"dcim/racks"}

    with running(narrow) as place:
        found = place.collect(classes={"patch-panel": ""})
    assert not found.complete
    assert "dcim/racks: the token may not read it: give it dcim.view_rack" in reasons(found)
    assert "rack" not in one(found, "web-1").attributes
    ends = {end for each in found.relations for end in (each.source, each.target)}
    assert ends <= {item.key for item in found.items}


def test_a_token_that_may_read_nothing_is_an_error_and_not_an_empty_listing() -> None:
    with running() as place, pytest.raises(Permanent, match=r"nothing at all.*Invalid token"):
        place.collect("wrong")


@pytest.mark.parametrize(
    ("status", "headers", "wait"), [(429, {"Retry-After": "17"}, 17.0), (503, {}, 2.0)]
)
def test_too_many_requests_and_failures_say_when_to_come_back(
    status: int, headers: dict[str, str], wait: float
) -> None:
    def busy(netbox: NetBox) -> None:
        netbox.refuse = [(status, headers)]

    with running(busy) as place, pytest.raises(Transient) as caught:
        place.collect()
    assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    "body", [[], {"results": {}}, {"results": [7]}, {"results": [{"id": None}]}, "<p>"]
)
def test_an_answer_that_is_no_list_of_objects_is_an_error(body: object) -> None:
    html = {"Content-Type": "text/html"} if isinstance(body, str) else {}
    with (
        faulty_http(lambda _: reply(200, body or "[]", html)) as server,
        pytest.raises(Permanent, match="is url"),
    ):
        connect(server.url).inventory().collect()


def test_an_answer_that_breaks_off_is_no_answer() -> None:
    page = {"count": 1, "results": [ROW], "next": None}
    with faulty_http(lambda _: reply(200, page, cut=5)) as server, pytest.raises(Transient):
        connect(server.url).inventory().collect()


def test_only_reading_is_ever_asked() -> None:
    with running() as place:
        place.collect()
        connect(place.server.url).check()
        assert {asked.method for asked in place.server.log} == {"GET", "OPTIONS"}
