"""What changed near some items before: fields, relations, work, and what Steersman did itself."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.cmdb.relations import Relations
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.situations.around import BEFORE, changes_before, near, needs
from steersman.runtime.clock import ManualClock

ME = "system:test"


def item(record: sa.Engine, clock: ManualClock, name: str, kind: str = "server") -> str:
    return ConfigurationItems(record, clock).add({"ci_class": kind, "name": name}, by=ME).id


def test_what_steersman_did_to_a_host_is_told_with_its_work(
    record: sa.Engine, noon: ManualClock
) -> None:
    ours = item(record, noon, "web-1")
    noon.advance(BEFORE + 60)
    plan = {"capability": "service.restart@web-1", "changes": [["web-1:nginx", "state", "a", "b"]]}
    other = {"capability": "service.restart@web-2", "changes": [["web-2:nginx", "state", "a", "b"]]}
    ledger = Ledger(record)
    for number, told in (("CHG0000009", plan), ("CHG0000010", other)):
        ledger.record(Entry(f"{number}#1/1", "intent", noon.now(), {"plan": told}))
    ledger.close()
    noon.advance(60)
    with record.connect() as connection:
        (found,) = changes_before(connection, [ours], noon.now())
    assert (found.item, found.link) == (ours, "CHG0000009")
    assert found.words == "Steersman did service.restart@web-1 for CHG0000009"


def test_a_new_relation_is_a_change_and_a_new_item_is_none(
    record: sa.Engine, noon: ManualClock
) -> None:
    host, disk = item(record, noon, "web-1"), item(record, noon, "san-1")
    noon.advance(BEFORE + 60)
    Relations(record, noon).add(host, "depends_on", disk, by=ME)
    fresh = item(record, noon, "web-9")
    Relations(record, noon).add(fresh, "depends_on", disk, by=ME)
    noon.advance(60)
    with record.connect() as connection:
        found = changes_before(connection, [host, fresh], noon.now())
        late = changes_before(connection, [host, fresh], noon.now() + BEFORE)
    assert [(each.item, each.words) for each in found] == [
        (host, "a relation was added: depends on")
    ]
    assert late == []


def test_near_goes_up_and_down_and_not_to_what_stands_beside(
    record: sa.Engine, noon: ManualClock
) -> None:
    one, two = (item(record, noon, name, "application_service") for name in ("one", "two"))
    host = item(record, noon, "web-1")
    for service in (one, two):
        Relations(record, noon).add(service, "runs_on", host, by=ME)
    with record.connect() as connection:
        assert near(connection, one) == {host: 1}
        assert near(connection, host) == {one: 1, two: 1}
        below, names, _ = needs(connection, [one, host])
    assert below == {one: {host}, host: set()}
    assert names[host] == "web-1"
