"""Duplicates: found with why, merged with everything they had, and brought back exactly."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.records.assets import Assets, assets
from steersman.records.cmdb.duplicates import duplicates
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.cmdb.merging import Merging
from steersman.records.cmdb.tables import (
    ci_identifiers,
    ci_relation_sources,
    ci_relations,
    configuration_items,
)
from steersman.records.field_changes import history
from steersman.records.sources import object_sources
from tests.fixtures.cmdb import BY, Cmdb, relation
from tests.fixtures.record import NOON, console

TABLES = (
    configuration_items,
    ci_relations,
    ci_relation_sources,
    ci_identifiers,
    object_sources,
    assets,
)


def two_of_one(cmdb: Cmdb) -> tuple[str, str]:
    """web-1 twice: the second source learned the serial number later, under its own key."""
    cmdb.bring(
        {"key": "1", "class": "server", "name": "web-1", "serial": "S1", "os": "Debian"},
        {"key": "2", "class": "server", "name": "db-1"},
        {"key": "3", "class": "application", "name": "orders"},
    )
    late = {"key": "x", "class": "server", "name": "web1", "location": "London"}
    cmdb.bring(late, by="discovery")
    cmdb.bring({**late, "serial": "S1"}, by="discovery", at=NOON + 60)
    cmdb.bring({"key": "p", "class": "package", "name": "openssl", "host": "web1"}, by="scanner")
    cmdb.relate(relation("1", "depends_on", "2"), relation("3", "runs_on", "1"))
    cmdb.relate(
        relation("x", "depends_on", "db-1"), relation("x", "connected_to", "web-1"), by="discovery"
    )
    return str(cmdb.one("web-1")["id"]), str(cmdb.one("web1")["id"])


def everything(cmdb: Cmdb) -> dict[str, list[dict[str, Any]]]:
    """Every row but for the moment at which an item was last written."""
    with cmdb.engine.connect() as connection:
        return {
            table.name: sorted(
                (
                    {k: v for k, v in row.items() if k != "updated_at"}
                    for row in connection.execute(sa.select(table)).mappings()
                ),
                key=str,
            )
            for table in TABLES
        }


def test_items_that_share_a_serial_number_are_found_with_why(cmdb: Cmdb) -> None:
    both = two_of_one(cmdb)
    with cmdb.engine.connect() as connection:
        (found,) = duplicates(connection)
    assert {item for item, _ in found.items} == set(both)
    assert (found.why, found.firm) == ("the same serial S1", True)


def test_what_the_duplicate_had_goes_to_the_item_that_is_kept(cmdb: Cmdb) -> None:
    kept, gone = two_of_one(cmdb)
    Assets(cmdb.engine, cmdb.clock).add({"tag": "A1", "ci_id": gone}, by=BY, source=console())
    Merging(cmdb.engine, cmdb.clock).merge(kept, gone, by="per_1", reason="one machine")
    one = next(item for item in cmdb.items() if item["id"] == kept)
    assert (one["os"], one["location"], one["serial"]) == ("Debian", "London", "S1")
    assert cmdb.one("openssl")["host"] == kept
    name = str(one["name"])
    assert cmdb.edges() == sorted([(name, "depends_on", "db-1"), ("orders", "runs_on", name)])
    asset = Assets(cmdb.engine, cmdb.clock).by_tag("A1")
    assert asset is not None
    assert asset.ci_id == kept


def test_the_old_id_leads_to_the_item_that_was_kept(cmdb: Cmdb) -> None:
    kept, gone = two_of_one(cmdb)
    Merging(cmdb.engine, cmdb.clock).merge(kept, gone, by="per_1")
    assert ConfigurationItems(cmdb.engine, cmdb.clock).get(gone).id == kept


def test_a_source_goes_on_speaking_of_the_item_that_was_kept(cmdb: Cmdb) -> None:
    kept, gone = two_of_one(cmdb)
    Merging(cmdb.engine, cmdb.clock).merge(kept, gone, by="per_1")
    row = {"key": "x", "class": "server", "name": "web1", "serial": "S1", "location": "Paris"}
    plan = cmdb.bring(row, by="discovery", at=NOON + 120)
    assert (plan.created, plan.updated) == (0, 1)
    assert ConfigurationItems(cmdb.engine, cmdb.clock).get(kept).location == "Paris"


def test_undoing_a_merge_restores_everything_exactly(cmdb: Cmdb) -> None:
    kept, gone = two_of_one(cmdb)
    Assets(cmdb.engine, cmdb.clock).add({"tag": "A1", "ci_id": gone}, by=BY, source=console())
    before = everything(cmdb)
    merging = Merging(cmdb.engine, cmdb.clock)
    merge = merging.merge(kept, gone, by="per_1")
    assert everything(cmdb) != before
    assert merging.undo(merge, by="per_2") == gone
    assert everything(cmdb) == before
    told = [(c.field, c.by) for c in history(cmdb.engine, "configuration_item", kept)]
    assert ("merged", "per_1") in told
    assert ("unmerged", "per_2") in told


def test_what_was_changed_since_the_merge_stays_changed(cmdb: Cmdb) -> None:
    kept, gone = two_of_one(cmdb)
    merging = Merging(cmdb.engine, cmdb.clock)
    merge = merging.merge(kept, gone, by="per_1")
    items = ConfigurationItems(cmdb.engine, cmdb.clock)
    cmdb.clock.advance(60)
    items.change([kept], {"location": "Oslo"}, by="per_3")
    merging.undo(merge, by="per_2")
    assert (items.get(kept).location, items.get(gone).location) == ("Oslo", "London")


def test_merges_are_undone_the_last_first_and_once(cmdb: Cmdb) -> None:
    kept, gone = two_of_one(cmdb)
    third = str(cmdb.one("db-1")["id"])
    merging = Merging(cmdb.engine, cmdb.clock)
    first = merging.merge(kept, gone, by="per_1")
    cmdb.clock.advance(1)
    second = merging.merge(kept, third, by="per_1")
    with pytest.raises(Permanent, match=f"undo {second} first"):
        merging.undo(first, by="per_1")
    merging.undo(second, by="per_1")
    merging.undo(first, by="per_1")
    with pytest.raises(Permanent, match="no merge"):
        merging.undo(first, by="per_1")


def test_items_of_different_classes_are_not_merged(cmdb: Cmdb) -> None:
    kept, _ = two_of_one(cmdb)
    with pytest.raises(Permanent, match="correct the class"):
        Merging(cmdb.engine, cmdb.clock).merge(kept, str(cmdb.one("orders")["id"]), by="per_1")


def test_a_merge_that_would_make_a_circle_is_refused_and_changes_nothing(cmdb: Cmdb) -> None:
    cmdb.bring(*({"key": n, "class": "location", "name": n} for n in ("hall", "room", "hall-2")))
    cmdb.relate(relation("hall", "contains", "room"), relation("room", "contains", "hall-2"))
    before = everything(cmdb)
    kept, gone = (str(cmdb.one(name)["id"]) for name in ("hall", "hall-2"))
    with pytest.raises(Permanent, match="contain each other"):
        Merging(cmdb.engine, cmdb.clock).merge(kept, gone, by="per_1")
    assert everything(cmdb) == before


ends = st.sampled_from("abcd")
edges = st.lists(
    st.tuples(ends, st.sampled_from(["depends_on", "runs_on"]), ends), min_size=1, max_size=8
)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edges=edges, others=edges, pair=st.tuples(ends, ends).filter(lambda p: p[0] != p[1]))
def test_any_merge_can_be_undone(
    cmdb: Cmdb,
    edges: list[tuple[str, str, str]],
    others: list[tuple[str, str, str]],
    pair: tuple[str, str],
) -> None:
    with cmdb.engine.begin() as connection:
        for table in TABLES:
            connection.execute(sa.delete(table))
        connection.execute(sa.text("DELETE FROM ci_merges"))
    cmdb.bring(*({"key": n, "class": "server", "name": n, "os": n} for n in "abcd"))
    cmdb.relate(*(relation(*edge) for edge in edges))
    cmdb.relate(*(relation(*edge) for edge in others), by="monitoring")
    before = everything(cmdb)
    kept, gone = (str(cmdb.one(name)["id"]) for name in pair)
    merging = Merging(cmdb.engine, cmdb.clock)
    merging.undo(merging.merge(kept, gone, by="per_1"), by="per_1")
    assert everything(cmdb) == before
