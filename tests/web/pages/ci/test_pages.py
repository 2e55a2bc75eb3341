"""The pages of the CMDB: what is known of an item, from whom, and only to whom may see it."""

from __future__ import annotations

import pytest

from tests.web.office import Office
from tests.web.visitors import visit

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def web(office: Office) -> str:
    """A server owned by Mary, under a rack of hostile name."""
    values = {"ci_class": "server", "name": "web-01", "serial": "S1", "location": "London"}
    values |= {"owner": office.id("mary"), "os": "Debian"}
    made = office.post("administrator", "/ci", {"values": values}).json()["item"]["id"]
    rack = {"ci_class": "rack", "name": HOSTILE, "location": "London"}
    other = office.post("administrator", "/ci", {"values": rack}).json()["item"]["id"]
    body = {"parent": made, "type": "located_in", "child": other}
    assert office.post("administrator", "/ci/relations", body).status_code == 201
    item: str = made
    return item


def test_the_list_names_what_there_is_and_leads_to_it(office: Office, web: str) -> None:
    page = visit(office, "administrator").get("/ci")
    assert f'href="/ci/{web}"' in page.text
    assert "2 configuration items" in page.text
    assert "Mary Boss" in page.text
    assert HOSTILE not in page.text


def test_the_list_is_narrowed_by_words_and_class(office: Office, web: str) -> None:
    visitor = visit(office, "administrator")
    assert f"/ci/{web}" in visitor.get("/ci?q=web&kind=server").text
    assert "Nothing fits" in visitor.get("/ci?q=web&kind=rack").text
    assert visitor.get("/ci?kind=spaceship").status_code == 422


def test_an_item_shows_facts_relations_sources_and_history(office: Office, web: str) -> None:
    page = visit(office, "administrator").get(f"/ci/{web}").text
    for told in (
        "Debian",
        "Mary Boss",
        "Located in",
        "console",
        f"/graph?ci={web}",
        "not on record",
    ):
        assert told in page
    assert HOSTILE not in page


def test_who_may_not_see_it_is_told_as_if_there_were_none(office: Office, web: str) -> None:
    stranger = visit(office, "stranger")
    hidden, missing = stranger.get(f"/ci/{web}"), stranger.get("/ci/ci_nothing")
    assert hidden.status_code == missing.status_code == 404
    assert f"/ci/{web}" not in stranger.get("/ci").text


def test_a_technician_sees_the_item_and_its_owner(office: Office, web: str) -> None:
    page = visit(office, "technician").get(f"/ci/{web}")
    assert page.status_code == 200
    assert "Debian" in page.text


def test_an_item_is_named_where_another_refers_to_it(office: Office, web: str) -> None:
    rack = {"ci_class": "rack", "name": "R-17", "location": "London"}
    made = office.post("administrator", "/ci", {"values": rack}).json()["item"]["id"]
    body = {"ids": [web], "values": {"rack": made}}
    changed = office.post("administrator", "/ci/change", body)
    assert changed.status_code == 200, changed.text
    page = visit(office, "administrator").get(f"/ci/{web}").text
    assert f'href="/ci/{made}">R-17</a>' in page
    assert page.count(made) == page.count(f"/ci/{made}"), "an id is only ever an address"


def test_the_palette_leads_to_an_item_by_name_or_number(office: Office, web: str) -> None:
    boss = visit(office, "administrator")
    for typed in ("web-", "WEB-01", "S1"):
        assert f'data-href="/ci/{web}"' in boss.get(f"/console/palette?q={typed}").text
    assert web not in visit(office, "employee").get("/console/palette?q=web-01").text


def test_what_somebody_owns_stands_among_what_they_are_relied_on_for(
    office: Office, web: str
) -> None:
    page = visit(office, "administrator").get(f"/people/{office.id('mary')}").text
    assert f'Owns <a href="/ci/{web}">web-01</a>' in page
