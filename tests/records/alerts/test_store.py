"""What monitoring said is kept once each, in order of what happened, and counted exactly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.records.alerts import Alerts, Kept, Looked, Received, alert_events, alerts
from steersman.runtime.clock import ManualClock
from tests.fixtures.record import NOON

ALL = Looked(where=sa.true(), limit=1000)
DOWN = Received(id="a" * 32, name="InstanceDown", at=NOON, host="web-1", source="alertmanager")
OVER = replace(DOWN, status="resolved", at=NOON + 60)


@pytest.fixture
def store(record: sa.Engine, noon: ManualClock) -> Alerts:
    return Alerts(record, noon)


def one(store: Alerts) -> dict[str, object]:
    (row,) = store.search(ALL)
    return row


def test_what_is_sent_again_is_counted_and_makes_nothing_twice(store: Alerts) -> None:
    assert store.keep([DOWN]) == Kept(new=1, repeated=0)
    store.clock.advance(30)  # type: ignore[attr-defined]  # a clock that is moved by hand
    assert store.keep([DOWN, DOWN]) == Kept(new=0, repeated=2)

    row = one(store)
    assert (row["sendings"], row["episodes"], row["heard_at"]) == (3, 1, NOON + 30)
    assert len(store.events(DOWN.id)) == 1


def test_it_ends_and_begins_again(store: Alerts) -> None:
    store.keep([DOWN])
    store.keep([OVER])
    assert one(store)["status"] == "resolved"
    store.keep([replace(DOWN, at=NOON + 120, text="again")])

    row = one(store)
    assert (row["status"], row["episodes"], row["text"]) == ("firing", 2, "again")
    assert [each["status"] for each in store.events(DOWN.id)] == ["firing", "resolved", "firing"]


@pytest.mark.parametrize("calls", [[[OVER], [DOWN]], [[OVER, DOWN]], [[DOWN, OVER], [DOWN]]])
def test_what_comes_late_changes_no_status(store: Alerts, calls: list[list[Received]]) -> None:
    for call in calls:
        store.keep(call)
    row = one(store)
    assert (row["status"], row["changed_at"], row["first_at"]) == ("resolved", NOON + 60, NOON)


def test_what_is_told_anew_of_the_same_alert_is_shown(store: Alerts) -> None:
    store.keep([replace(DOWN, text="91 % full")])
    store.keep([replace(DOWN, text="97 % full", severity="critical", expires_at=NOON + 240)])
    row = one(store)
    assert (row["text"], row["severity"], row["expires_at"]) == (
        "97 % full",
        "critical",
        NOON + 240,
    )


def test_groups_are_counted_by_any_of_their_parts(store: Alerts) -> None:
    made = [
        replace(DOWN, id=f"{n:032}", host=f"web-{n % 2}", name=f"rule-{n % 3}") for n in range(12)
    ]
    store.keep([*made, *made[:4]])
    by_host = [(row["host"], row["alerts"], row["sendings"]) for row in store.groups(["host"], ALL)]
    assert by_host == [("web-0", 6, 8), ("web-1", 6, 8)]
    both = store.groups(["name", "host"], replace(ALL, host="web-1"))
    assert [(row["name"], row["alerts"]) for row in both] == [
        ("rule-0", 2),
        ("rule-1", 2),
        ("rule-2", 2),
    ]
    assert store.count(replace(ALL, name="rule-1")) == 4


def test_what_may_not_be_seen_is_neither_listed_nor_counted(store: Alerts) -> None:
    store.keep([DOWN, replace(DOWN, id="b" * 32, host="vault")])
    seen = Looked(where=alerts.c.host != "vault")
    assert [row["host"] for row in store.search(seen)] == ["web-1"]
    assert store.count(seen) == 1
    assert [row["host"] for row in store.groups(["host"], seen)] == ["web-1"]


def test_many_senders_at_once_lose_nothing_and_make_no_group_twice(store: Alerts) -> None:
    """Keep made 55 incidents of 50 groups (its measured race)."""
    calls = [
        [replace(DOWN, id=f"{n:032}", name=f"rule-{n % 50}") for n in range(at, at + 100)]
        for at in range(0, 800, 50)  # each alert but the first and last is sent by two
    ]
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(store.keep, calls))
    assert sum(each.new for each in kept) == 850
    assert sum(each.repeated for each in kept) == 750
    groups = store.groups(["name"], ALL)
    assert len(groups) == 50
    assert sum(row["alerts"] for row in groups) == 850
    assert sum(row["sendings"] for row in groups) == 1600


def test_a_call_that_fails_in_the_middle_leaves_nothing_behind(store: Alerts) -> None:
    broken = replace(DOWN, id="c" * 32, at=NOON, labels={"x": object()})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        store.keep([DOWN, broken])
    assert store.search(ALL) == []
    assert store.events(DOWN.id) == []


TOLD = st.tuples(st.integers(0, 2), st.sampled_from(["firing", "resolved"]), st.integers(0, 9))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(TOLD, max_size=20), cut=st.integers(0, 20))
def test_how_the_calls_are_cut_changes_no_outcome(
    store: Alerts, told: list[tuple[int, str, int]], cut: int
) -> None:
    received = [
        replace(DOWN, id=f"{who:032}", status=status, at=NOON + at) for who, status, at in told
    ]
    outcomes = []
    for calls in ([received], [received[:cut], received[cut:]], [[each] for each in received]):
        with store.engine.begin() as connection:
            connection.execute(sa.delete(alerts))
            connection.execute(sa.delete(alert_events))
        for call in calls:
            store.keep(call)
        rows = store.search(replace(ALL, limit=1000))
        outcomes.append({row["id"]: {**row, "heard_at": 0} for row in rows})
    assert outcomes[0] == outcomes[1] == outcomes[2]
    last = {
        each.id: max((other.at, other.status) for other in received if other.id == each.id)
        for each in received
    }
    assert {id: (row["changed_at"], row["status"]) for id, row in outcomes[0].items()} == last
