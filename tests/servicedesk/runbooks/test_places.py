"""What a name stands for: one item and one connected system, or a question."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from steersman.domain.errors import NeedsPerson, Permanent
from steersman.records.cmdb.tables import configuration_items
from steersman.servicedesk.runbooks.places import Places
from steersman.settings.systems import System

CONNECTED = ("web1", "web2", "mail")
DECLARED = (
    System(name="web1", kind="services", settings={"address": "web1.example.org"}),
    System(name="web2", kind="services", settings={"address": "10.0.0.2"}, aliases=("shop",)),
    System(name="mail", kind="dovecot"),
)


@pytest.fixture
def places(record: sa.Engine) -> Places:
    return Places(record, CONNECTED, DECLARED)


def item(record: sa.Engine, id_: str, **values: Any) -> None:
    columns = configuration_items.c
    empty = {c.name: "" for c in columns if isinstance(c.type, sa.Text)}
    numbers = dict.fromkeys(("created_at", "updated_at", "last_seen", "conflicts"), 0)
    with record.begin() as connection:
        row = {**empty, **numbers, "attributes": {}, "ci_class": "server", "id": id_, **values}
        connection.execute(sa.insert(configuration_items), [row])


@pytest.mark.parametrize("word", ["web1", "WEB1.example.org", "web1.example.org."])
def test_a_system_is_known_by_its_name_and_its_address(places: Places, word: str) -> None:
    assert places.place(word, ["web1"]).system == "web1"


@pytest.mark.parametrize("word", ["ci_7", "node-7", "node-7.example.org", "10.0.0.2"])
def test_an_item_leads_to_the_system_that_is_reached_there(
    places: Places, record: sa.Engine, word: str
) -> None:
    item(record, "ci_7", name="node-7", fqdn="node-7.example.org", ip_address="10.0.0.2")
    found = places.place(word, ["web2"])
    assert found.system == "web2"
    assert found.item is not None
    assert found.item.id == "ci_7"


def test_two_items_of_a_name_are_a_question(places: Places, record: sa.Engine) -> None:
    item(record, "ci_1", name="web1")
    item(record, "ci_2", name="web1")
    with pytest.raises(NeedsPerson, match="names 2 items of the CMDB: give the id of one"):
        places.place("web1", ["web1"])


def test_a_name_of_one_system_and_the_address_of_another_is_a_question(
    places: Places, record: sa.Engine
) -> None:
    item(record, "ci_1", name="web1", ip_address="10.0.0.2")
    with pytest.raises(NeedsPerson, match="stands for several systems"):
        places.place("web1", ["web1", "web2"])


def test_what_nothing_stands_for_is_a_question(places: Places) -> None:
    with pytest.raises(NeedsPerson, match="no connected system stands for 'db9'"):
        places.place("db9", ["web1"])


def test_a_system_that_cannot_do_it_is_never_exchanged_for_one_that_can(places: Places) -> None:
    with pytest.raises(NeedsPerson, match="mail cannot do what this runbook says; web1 can"):
        places.place("mail", ["web1"])
    with pytest.raises(Permanent, match="connect one"):
        places.place("web1", [])


def test_an_item_is_one_or_a_question(places: Places, record: sa.Engine) -> None:
    item(record, "ci_1", name="db")
    assert places.item("db").id == "ci_1"
    with pytest.raises(NeedsPerson, match="knows no item"):
        places.item("other")


def test_no_word_is_a_pattern(places: Places, record: sa.Engine) -> None:
    item(record, "ci_1", name="db")
    for word in ("%", "d_", "d%", "' OR 1=1 --"):
        with pytest.raises(NeedsPerson):
            places.item(word)
