"""Several sources about the same things: who is right does not depend on who speaks first."""

from __future__ import annotations

import shutil
import tempfile
from itertools import permutations
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.domain.sources import Authority, Fields
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.reconciliation import conflicts_of, keep_rule
from steersman.records.store import connect
from steersman.runtime.clock import ManualClock
from tests.fixtures.cmdb import BY, Cmdb
from tests.fixtures.record import NOON

SERVER = {"key": "1", "class": "server", "name": "web-1", "serial": "S1"}


def rule(*sources: str, fields: tuple[str, ...] = ("os",), exclusive: bool = False) -> Authority:
    return Authority(
        object_type=CI.name, fields=frozenset(fields), sources=sources, exclusive=exclusive
    )


def test_the_newer_statement_holds_where_no_rule_speaks(cmdb: Cmdb) -> None:
    cmdb.bring({**SERVER, "os": "Debian"})
    plan = cmdb.bring({**SERVER, "os": "Ubuntu"}, by="discovery", at=NOON + 60)
    assert (plan.conflicts, cmdb.one("web-1")["os"]) == (0, "Ubuntu")


def test_the_authoritative_source_holds_and_the_other_is_told_why(cmdb: Cmdb) -> None:
    keep_rule(cmdb.engine, cmdb.clock, "os", rule("discovery"), by=BY)
    cmdb.bring({**SERVER, "os": "Ubuntu"}, by="discovery")
    plan = cmdb.bring({**SERVER, "os": "Debian"}, at=NOON + 60)
    assert cmdb.one("web-1")["os"] == "Ubuntu"
    (kept,) = [kept for effect in plan.effects for kept in effect.kept]
    assert (kept.field, kept.said, kept.stays) == ("os", "Debian", "Ubuntu")
    assert kept.why == "discovery is authoritative for os"


def test_what_sources_disagree_about_is_shown(cmdb: Cmdb) -> None:
    cmdb.bring({**SERVER, "os": "Debian"})
    cmdb.bring({**SERVER, "os": "Ubuntu"}, by="discovery", at=NOON + 60)
    with cmdb.engine.connect() as connection:
        found = conflicts_of(connection, str(cmdb.one("web-1")["id"]))
    assert found == {"os": {"inventory": "Debian", "discovery": "Ubuntu"}}


def test_nobody_else_sets_what_one_source_alone_may_set(cmdb: Cmdb) -> None:
    keep_rule(cmdb.engine, cmdb.clock, "os", rule("discovery", exclusive=True), by=BY)
    plan = cmdb.bring({**SERVER, "os": "Debian"})
    assert plan.created == 1
    assert cmdb.one("web-1").get("os", "") == ""


def test_a_rule_about_an_unknown_attribute_is_refused(cmdb: Cmdb) -> None:
    with pytest.raises(Permanent, match="no class has an attribute oss"):
        keep_rule(cmdb.engine, cmdb.clock, "os", rule("a", fields=("oss",)), by=BY)


SOURCES = ("agent", "inventory", "network")
FACTS = {"os": ("Debian", "Ubuntu"), "location": ("London", "Paris"), "environment": ("test",)}
row = st.fixed_dictionaries(
    {"serial": st.sampled_from(["S1", "S2", "S3"])},
    optional={name: st.sampled_from(values) for name, values in FACTS.items()},
)
files = st.fixed_dictionaries(
    {
        name: st.lists(row, min_size=1, max_size=3, unique_by=lambda each: each["serial"])
        for name in SOURCES
    }
)


def told(cmdb: Cmdb) -> list[Fields]:
    """What holds in the end, without the ids that say who came first."""
    found = [{k: v for k, v in item.items() if k not in ("id",)} for item in cmdb.items()]
    return sorted(found, key=str)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5, deadline=None
)
@given(files=files)
def test_the_order_of_the_sources_does_not_matter_nor_how_often_they_speak(
    empty_record: Path, files: dict[str, list[dict[str, str]]]
) -> None:
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for number, order in enumerate(permutations(SOURCES)):
            place = Path(folder) / f"{number}.db"
            shutil.copyfile(empty_record, place)
            engine = connect(f"sqlite:///{place}")
            cmdb = Cmdb(engine, ManualClock(NOON))
            for again in range(2):
                for source in order:
                    plan = bring(cmdb, source, files[source])
                    assert plan == (len(files[source]) if again else plan)
            results.append(told(cmdb))
            engine.dispose()
    assert all(result == results[0] for result in results)


def bring(cmdb: Cmdb, source: str, rows: list[dict[str, str]]) -> int:
    """How many rows said nothing new.  Each source knew what it says at a time of its own."""
    at = NOON + SOURCES.index(source)
    named = [{"key": r["serial"], "class": "server", "name": r["serial"], **r} for r in rows]
    return cmdb.bring(*named, by=source, at=at).unchanged


def test_a_plan_needs_no_row_in_memory_twice(record: sa.Engine, noon: ManualClock) -> None:
    """More rows than one part holds are decided like few."""
    cmdb = Cmdb(record, noon)
    rows = [{"key": str(n), "class": "server", "name": f"s-{n}"} for n in range(10_050)]
    plan = cmdb.bring(*rows)
    assert (plan.created, len(plan.digests)) == (10_050, 2)
    assert cmdb.plan(*rows, at=NOON + 1).unchanged == 10_050
