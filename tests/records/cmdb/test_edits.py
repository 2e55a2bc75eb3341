"""Many items edited at once: shown, done exactly so, written down field by field, taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.domain.sources import Authority, Fields
from steersman.records.cmdb.edit_plans import EditPlan, Reach
from steersman.records.cmdb.edits import EDITED, UNDONE, BulkEdits
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.cmdb.reconciliation import keep_rule
from steersman.records.cmdb.tables import configuration_items
from steersman.records.field_changes import history
from steersman.records.ledger.ledger import Ledger
from tests.fixtures.cmdb import BY, Cmdb
from tests.fixtures.record import NOON

EVERYTHING = Reach(sa.true(), sa.true())
WHO = "per_ann"


@pytest.fixture
def ledger(record: sa.Engine) -> Iterator[Ledger]:
    made = Ledger(record)
    yield made
    made.close()


@pytest.fixture
def edits(cmdb: Cmdb, ledger: Ledger) -> BulkEdits:
    return BulkEdits(cmdb.engine, cmdb.clock, ledger)


@pytest.fixture
def ids(cmdb: Cmdb) -> list[str]:
    """Two servers and a rack that an inventory states."""
    cmdb.bring(
        {"key": "1", "class": "server", "name": "db-1", "location": "London", "serial": "S1"},
        {"key": "2", "class": "server", "name": "web-1", "location": "Paris", "serial": "S2"},
        {"key": "3", "class": "rack", "name": "R1", "location": "Oslo"},
    )
    cmdb.clock.advance(60)
    return [str(item["id"]) for item in cmdb.items()]


def carry_out(edits: BulkEdits, ids: list[str], values: Fields, reach: Reach = EVERYTHING) -> str:
    plan = edits.plan(ids, values, reach)
    told = edits.apply(ids, values, reach, digest=plan.digest, by=WHO, reason="move")
    return told[0]


def changes_of(plan: EditPlan) -> list[tuple[str, str, object, object]]:
    return [(e.name, c.field, c.before, c.after) for e in plan.edited for c in e.changes]


def faults_of(plan: EditPlan) -> list[tuple[str, str]]:
    return [(each.name, each.why) for each in plan.refused]


def keep(cmdb: Cmdb, *sources: str, exclusive: bool = False) -> None:
    rule = Authority(
        object_type="configuration_item",
        fields=frozenset({"location"}),
        sources=sources,
        exclusive=exclusive,
    )
    keep_rule(cmdb.engine, cmdb.clock, "places", rule, by=BY)


def test_a_plan_shows_before_and_after_and_writes_nothing(
    cmdb: Cmdb, edits: BulkEdits, ids: list[str]
) -> None:
    plan = edits.plan(ids, {"location": "Paris", "environment": "prod"}, EVERYTHING)
    assert changes_of(plan)[:2] == [
        ("R1", "location", "Oslo", "Paris"),
        ("R1", "environment", "", "production"),
    ]
    assert ("web-1", "environment", "", "production") in changes_of(plan)
    assert "location" not in [field for name, field, *_ in changes_of(plan) if name == "web-1"]
    assert cmdb.one("db-1")["location"] == "London"


def test_an_edit_is_one_history_row_and_one_ledger_entry_for_each_item_and_field(
    cmdb: Cmdb, edits: BulkEdits, ids: list[str], ledger: Ledger
) -> None:
    edit = carry_out(edits, ids, {"location": "Paris", "environment": "production"})
    told = [link.body for link in ledger.entries(kind=EDITED)]
    assert len(told) == 5
    assert {(each["edit"], each["by"], each["reason"]) for each in told} == {(edit, WHO, "move")}
    assert ["db-1", "location", "London", "Paris"] in [
        [each["name"], each["field"], each["before"], each["after"]] for each in told
    ]
    rows = history(cmdb.engine, "configuration_item", str(cmdb.one("db-1")["id"]))
    assert [(row.field, row.before, row.after, row.by) for row in rows[-2:]] == [
        ("location", "London", "Paris", WHO),
        ("environment", "", "production", WHO),
    ]


def test_what_was_not_shown_is_not_done(cmdb: Cmdb, edits: BulkEdits, ids: list[str]) -> None:
    plan = edits.plan(ids, {"location": "Paris"}, EVERYTHING)
    ConfigurationItems(cmdb.engine, cmdb.clock).change(ids[:1], {"location": "Rome"}, by=BY)
    for digest in (plan.digest, "0" * 64):
        with pytest.raises(Permanent, match="look at the edit again"):
            edits.apply(ids, {"location": "Paris"}, EVERYTHING, digest=digest, by=WHO, reason="")
    assert edits.recent() == []


def test_each_item_is_asked_for_by_itself(edits: BulkEdits, ids: list[str]) -> None:
    c = configuration_items.c
    reach = Reach(view=c.name != "R1", change=c.name == "db-1")
    plan = edits.plan([*ids, "ci_none"], {"location": "Rome"}, reach)
    assert [name for name, *_ in changes_of(plan)] == ["db-1"]
    assert sorted(why for _, why in faults_of(plan)) == [
        "no rule lets you change it",
        "there is no such item that you may see",
        "there is no such item that you may see",
    ]


def test_an_attribute_of_some_classes_only_is_refused_for_the_others(
    edits: BulkEdits, ids: list[str]
) -> None:
    plan = edits.plan(ids, {"os": "Debian"}, EVERYTHING)
    assert [name for name, *_ in changes_of(plan)] == ["db-1", "web-1"]
    ((name, why),) = faults_of(plan)
    assert name == "R1"
    assert "a rack has no attribute 'os'" in why


def test_a_life_cycle_is_not_turned_back(cmdb: Cmdb, edits: BulkEdits, ids: list[str]) -> None:
    carry_out(edits, ids[:1], {"life_cycle_status": "disposed"})
    gone = next(item for item in cmdb.items() if item["life_cycle_status"] == "disposed")
    plan = edits.plan(ids, {"life_cycle_status": "in_use"}, EVERYTHING)
    assert [name for name, _ in faults_of(plan)] == [gone["name"]]
    assert "say retired first" in faults_of(plan)[0][1]
    plan = edits.plan(ids, {"life_cycle_stage": "design"}, EVERYTHING)
    assert plan.edited == ()
    assert len(plan.refused) == 3


def test_a_source_that_is_authoritative_wins_and_the_edit_says_so(
    cmdb: Cmdb, edits: BulkEdits, ids: list[str]
) -> None:
    keep(cmdb, "inventory", exclusive=True)
    plan = edits.plan(ids, {"location": "Rome", "environment": "test"}, EVERYTHING)
    assert {field for _, field, *_ in changes_of(plan)} == {"environment"}
    why = dict(faults_of(plan))["db-1"]
    assert why.startswith("'London' stays: only inventory may set location")
    carry_out(edits, ids, {"location": "Rome", "environment": "test"})
    claims = ConfigurationItems(cmdb.engine, cmdb.clock).sources_of(str(cmdb.one("db-1")["id"]))
    said = {claim.source_name: claim.said.keys() for claim in claims}
    assert "environment" in said["console"]
    assert "location" not in said["console"], "what lost is not kept for later"


def test_a_value_that_a_source_may_replace_is_told(
    cmdb: Cmdb, edits: BulkEdits, ids: list[str]
) -> None:
    plan = edits.plan(ids, {"location": "Rome"}, EVERYTHING)
    assert plan.edited[0].warnings == (
        "location: inventory states 'Oslo'; a newer value from there replaces this",
    )
    keep(cmdb, "console", "inventory")
    assert edits.plan(ids, {"location": "Rome"}, EVERYTHING).edited[0].warnings == ()
    keep(cmdb, "discovery", "console")
    (warning,) = edits.plan(ids, {"location": "Rome"}, EVERYTHING).edited[0].warnings
    assert "discovery is authoritative; what it states next replaces this" in warning


def test_an_edit_taken_back_leaves_everything_as_it_was(
    cmdb: Cmdb, edits: BulkEdits, ids: list[str], ledger: Ledger
) -> None:
    ConfigurationItems(cmdb.engine, cmdb.clock).change(ids[:1], {"managed_by": "dba"}, by=BY)
    cmdb.clock.advance(1)
    before = cmdb.items()
    edit = carry_out(edits, ids, {"location": "Rome", "managed_by": "ops"})
    cmdb.clock.advance(1)
    done = edits.undo(edit, EVERYTHING, by="per_bob")
    assert (done.items, done.stays) == (3, ())
    assert cmdb.items() == before
    assert len(list(ledger.entries(kind=UNDONE))) == 6
    (told,) = edits.recent()
    assert (told.undone_by, told.items) == ("per_bob", 3)
    with pytest.raises(Permanent, match="no edit"):
        edits.undo(edit, EVERYTHING, by=WHO)


def test_after_it_was_taken_back_the_source_goes_on_as_before(
    cmdb: Cmdb, edits: BulkEdits, ids: list[str]
) -> None:
    edits.undo(carry_out(edits, ids, {"location": "Rome"}), EVERYTHING, by=WHO)
    row = {"key": "1", "class": "server", "name": "db-1", "location": "Oslo", "serial": "S1"}
    cmdb.bring(row, at=NOON + 500)
    assert cmdb.one("db-1")["location"] == "Oslo"


def test_what_somebody_changed_since_stays_changed(
    cmdb: Cmdb, edits: BulkEdits, ids: list[str]
) -> None:
    edit = carry_out(edits, ids, {"location": "Rome"})
    cmdb.clock.advance(1)
    one = str(cmdb.one("db-1")["id"])
    ConfigurationItems(cmdb.engine, cmdb.clock).change([one], {"location": "Bern"}, by=BY)
    done = edits.undo(edit, EVERYTHING, by=WHO)
    assert [(each.name, each.why) for each in done.stays] == [("db-1", "somebody changed it since")]
    assert [item["location"] for item in cmdb.items()] == ["Oslo", "Bern", "Paris"]


def test_what_is_not_yours_to_change_is_not_taken_back(
    cmdb: Cmdb, edits: BulkEdits, ids: list[str]
) -> None:
    edit = carry_out(edits, ids, {"location": "Rome"})
    reach = Reach(sa.true(), configuration_items.c.name == "db-1")
    done = edits.undo(edit, reach, by=WHO)
    assert [each.name for each in done.stays] == ["R1", "web-1"]
    assert cmdb.one("db-1")["location"] == "London"


@pytest.mark.parametrize(
    ("values", "told"),
    [({}, "name an attribute"), ({"location": "London"}, "nothing would be changed")],
)
def test_an_edit_that_does_nothing_is_none(
    cmdb: Cmdb, edits: BulkEdits, ids: list[str], values: Fields, told: str
) -> None:
    with pytest.raises(Permanent, match=told):
        carry_out(edits, [str(cmdb.one("db-1")["id"])], values)


def test_an_edit_has_an_end(edits: BulkEdits) -> None:
    with pytest.raises(Permanent, match="too many"):
        edits.plan([f"ci_{n}" for n in range(1001)], {"location": "x"}, EVERYTHING)
