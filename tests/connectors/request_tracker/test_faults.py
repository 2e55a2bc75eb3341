"""A Request Tracker that misbehaves: what is asked is not believed unless it was looked at."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from steersman.domain.errors import Permanent, Transient
from tests.connectors.request_tracker.support import connect
from tests.fixtures.faulty_http import Asked, faulty_http, reply
from tests.fixtures.inventories import collected

TOKEN = "1-14-s3cr3t-never-shown"
Row = dict[str, Any]


def rows_as(*rows: Row, total: int | None = None) -> bytes:
    return reply(200, {"items": list(rows), "total": total, "count": len(rows)})


def asset(number: int, catalog: str = "1") -> Row:
    place = {"id": catalog, "Name": "Servers"}
    return {"id": str(number), "Name": f"srv-{number}", "Status": "new", "Catalog": place}


def rt(assets: Callable[[str], bytes]) -> Callable[[Asked], bytes]:
    """One catalog, and whatever ``assets`` answers to a query."""

    def respond(asked: Asked) -> bytes:
        if "/catalogs/all" in asked.path:
            return rows_as({"id": "1", "Name": "Servers"}, total=1)
        if "/customfields" in asked.path:
            return rows_as(total=0)
        return assets(parse_qs(urlsplit(asked.path).query)["query"][0])

    return respond


def collect(assets: Callable[[str], bytes]) -> None:
    with faulty_http(rt(assets)) as server:
        collected(connect(server.url, TOKEN, timeout=2))


def test_rows_that_were_not_asked_for_are_not_believed() -> None:
    with pytest.raises(Permanent, match="did not keep to the catalogs"):
        collect(lambda _: rows_as(asset(1, catalog="7"), total=1))


def test_a_query_that_is_ignored_is_noticed() -> None:
    with pytest.raises(Permanent, match="did not keep to the query"):
        collect(lambda _: rows_as(asset(1), asset(2)))


def test_a_page_of_which_nothing_is_to_be_seen_is_no_end() -> None:
    """RT takes hidden rows out of a page after it was cut."""

    def respond(asked: Asked) -> bytes:
        if "/catalogs/all" in asked.path:
            is_third = parse_qs(urlsplit(asked.path).query)["page"] == ["3"]
            return rows_as(*([{"id": "1", "Name": "Servers"}] if is_third else []))
        return rows_as(total=0)

    with faulty_http(respond) as server:
        found = collected(connect(server.url, TOKEN, timeout=2, catalogs=["Servers"]))
    assert found.complete


@pytest.mark.parametrize("order", [(2, 1), (1, 1)])
def test_rows_out_of_order_are_not_believed(order: tuple[int, int]) -> None:
    with pytest.raises(Permanent, match="did not keep to the query"):
        collect(lambda _: rows_as(*map(asset, order), total=2))


def test_the_next_page_is_asked_by_id_and_no_address_is_followed() -> None:
    pages: Iterator[tuple[Row, ...]] = iter([(asset(1),), (asset(5),), ()])
    asked: list[str] = []

    def assets(query: str) -> bytes:
        asked.append(query)
        rows = next(pages)
        away = {"next_page": "http://127.0.0.1:9/REST/2.0/assets?page=2"}
        return reply(200, {"items": list(rows), "total": None, **away})

    collect(assets)
    assert asked == [f"(Catalog = 1) AND id > {last}" for last in (0, 1, 5)]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(503, "", {"Retry-After": "7"}), Transient),
        (reply(200, {"items": []}, cut=3), Transient),
        (reply(200, "[", {}), Transient),
        (reply(302, "", {"Location": "http://127.0.0.1:9/"}), Permanent),
        (reply(200, "<html>", {"Content-Type": "text/html"}), Permanent),
        (reply(200, "[]"), Permanent),
        (reply(200, {"items": [{"id": "x"}]}), Permanent),
        (reply(401, {"message": f"Unauthorized token {TOKEN}"}), Permanent),
    ],
)
def test_an_answer_that_is_no_list_is_an_error_and_never_an_empty_list(
    answer: bytes, kind: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(kind) as caught:
        collect(lambda _: answer)
    assert TOKEN not in str(caught.value) + caplog.text


def test_no_repr_holds_the_token() -> None:
    connector = connect("http://127.0.0.1:9", TOKEN)
    shown = [connector, connector._client, vars(connector._client), connector.inventory()]
    assert TOKEN not in repr(shown)
    assert TOKEN not in connector.check().detail


@pytest.mark.parametrize("end", ["\n", " x", "ü"])
def test_a_token_that_no_header_can_carry_is_refused_unquoted(end: str) -> None:
    with pytest.raises(Permanent, match="token_secret") as caught:
        collected(connect("http://127.0.0.1:9", TOKEN + end))
    assert TOKEN not in str(caught.value)
