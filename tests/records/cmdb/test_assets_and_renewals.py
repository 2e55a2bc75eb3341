"""Assets and the items that they are go through life in step; what runs out is told in time."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.records.assets import Assets
from steersman.records.cmdb.renewals import renewals
from steersman.records.people import People
from tests.fixtures.cmdb import BY, Cmdb
from tests.fixtures.record import NOON, console

DAY = 86_400.0


@pytest.fixture
def assets(cmdb: Cmdb) -> Assets:
    return Assets(cmdb.engine, cmdb.clock)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("ordered", "on_order"),
        ("in_stock", "available"),
        ("in_repair", "in_repair"),
        ("retired", "retired"),
    ],
)
def test_the_item_follows_the_asset(cmdb: Cmdb, assets: Assets, state: str, status: str) -> None:
    cmdb.bring({"key": "1", "class": "laptop", "name": "lap-1", "location": "London"})
    item = str(cmdb.one("lap-1")["id"])
    assets.add({"tag": "A1", "ci_id": item, "state": state}, by=BY, source=console())
    assert cmdb.one("lap-1")["life_cycle_status"] == status
    assert cmdb.one("lap-1")["location"] == "London"


def test_an_assigned_asset_is_in_use(cmdb: Cmdb, assets: Assets, people: People) -> None:
    ann = people.add({"given_name": "Ann"}, by=BY, source=console())
    cmdb.bring({"key": "1", "class": "laptop", "name": "lap-1"})
    values = {"tag": "A1", "ci_id": cmdb.one("lap-1")["id"], "state": "in_stock"}
    made = assets.add(values, by=BY, source=console())
    cmdb.clock.advance(1)
    given = {"state": "assigned", "assigned_to": ann.id}
    assets.change(made.id, given, by=BY, source=console(NOON + 1))
    assert cmdb.one("lap-1")["life_cycle_status"] == "in_use"


def test_an_asset_of_no_item_is_kept_all_the_same(cmdb: Cmdb, assets: Assets) -> None:
    assets.add({"tag": "A1", "ci_id": "ci_gone"}, by=BY, source=console())
    assets.add({"tag": "A2"}, by=BY, source=console())
    assert cmdb.items() == []


def test_what_ended_or_ends_soon_is_told_the_earliest_first(cmdb: Cmdb) -> None:
    contract = {"class": "contract", "vendor": "ACME"}
    cmdb.bring(
        {"key": "1", "name": "late", "ends_on": "2026-05-01", **contract},
        {"key": "2", "name": "soon", "ends_on": "2026-06-20", **contract},
        {"key": "3", "name": "far", "ends_on": "2027-06-20", **contract},
        {"key": "4", "name": "over", "ends_on": "2026-05-01", "status": "retired", **contract},
        {"key": "5", "class": "laptop", "name": "lap", "warranty_ends": "2026-06-10"},
    )
    with cmdb.engine.connect() as connection:  # NOON is 28 May 2026
        found, number = renewals(connection, NOON, 30)
        one_of = renewals(connection, NOON, 30, limit=1)
        hidden = renewals(connection, NOON, 30, visible=_none())
    assert [(each.on, each.what, each.name) for each in found] == [
        ("2026-05-01", "ends_on", "late"),
        ("2026-06-10", "warranty_ends_on", "lap"),
        ("2026-06-20", "ends_on", "soon"),
    ]
    assert number == 3
    assert one_of == (found[:1], 3)
    assert hidden == ([], 0)


def _none() -> sa.ColumnElement[bool]:
    return sa.false()
