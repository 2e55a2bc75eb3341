"""The export against the required fields of the published schema, OCSF 1.6.0."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.plan import Change, Plan
from steersman.records.ledger.entry import START, Entry, link
from steersman.records.ledger.ocsf import export

BASE = {
    "activity_id": int,
    "category_uid": int,
    "class_uid": int,
    "metadata": dict,
    "severity_id": int,
    "time": int,
    "type_uid": int,
}
# https://schema.ocsf.io/1.6.0: the fields each class requires, and its activities
REQUIRED = {3001: {"user"}, 3005: {"user", "privileges"}, 6003: {"actor", "api", "src_endpoint"}}
ACTIVITIES = {3001: range(13), 3005: range(3), 6003: range(5)}
SEVERITIES, STATUSES = {0, 1, 2, 3, 4, 5, 6, 99}, {0, 1, 2, 99}
USER = {"account", "name", "uid"}
ACTOR = {"process", "user", "iam_role", "invoked_by", "session", "app_name", "app_uid"}
ENDPOINT = {"ip", "uid", "name", "hostname", "instance_uid", "interface_uid", "interface_name"}
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
known = st.sampled_from(
    ["plan", "applied", "capability", "changes", "decision", "status", "by", "reason", "run"]
)


def check(event: Json) -> None:
    """The required fields and constraints, as the published schema states them."""
    for name, kind in BASE.items():
        assert type(event[name]) is kind, name
    uid, activity = event["class_uid"], event["activity_id"]
    assert event["category_uid"] == uid // 1000
    assert event["type_uid"] == uid * 100 + activity
    assert activity in ACTIVITIES[uid] or activity == 99
    assert REQUIRED[uid] <= set(event)
    assert event["severity_id"] in SEVERITIES
    assert event["status_id"] in STATUSES
    assert (event["status_id"] != 99) or event["status"]
    metadata = event["metadata"]
    assert metadata["version"] == "1.6.0"
    assert {"name", "vendor_name", "version"} <= set(metadata["product"])
    assert ACTOR & set(event["actor"])
    if "user" in event:
        assert USER & set(event["user"])
    if uid == 3005:
        assert event["privileges"]
        assert all(isinstance(name, str) for name in event["privileges"])
    if uid == 6003:
        assert isinstance(event["api"]["operation"], str)
        assert ENDPOINT & set(event["src_endpoint"])


def exported(kind: str, body: Json, at: float = 1_700_000_000.1234) -> dict[str, Any]:
    (line,) = export([link(START, Entry(f"W1#1/{kind}", kind, at, body))])
    assert "\n" not in line
    event: dict[str, Any] = json.loads(line)
    check(event)
    return event


def plan(capability: str, attribute: str = "active", after: str | None = "no") -> Json:
    return Plan(capability, (Change("directory:u-17", attribute, "yes", after),)).as_json()


def intent(capability: str, **change: Any) -> Json:
    body = {"run": "W1#1", "step": "main/0", "capability": capability}
    return {**body, "plan": plan(capability, **change)}


@pytest.mark.parametrize(
    ("capability", "activity"),
    [
        ("account.disable@directory", 5),
        ("account.enable@directory", 2),
        ("account.delete@scim", 6),
        ("account.lock@directory", 9),
        ("account.unlock@directory", 12),
        ("account.create@scim", 1),
    ],
)
def test_an_account_capability_is_an_account_change(capability: str, activity: int) -> None:
    event = exported("intent", intent(capability))

    assert (event["class_uid"], event["activity_id"]) == (3001, activity)
    assert event["user"]["uid"] == "directory:u-17"
    assert event["user"]["domain"] == capability.partition("@")[2]
    assert event["metadata"]["correlation_uid"] == "W1#1"


def test_leaving_a_group_is_a_revoked_privilege() -> None:
    event = exported("intent", intent("group.remove@directory", attribute="memberOf", after=None))

    assert (event["class_uid"], event["activity_id"]) == (3005, 2)
    assert event["privileges"] == ["memberOf=yes"]


def test_an_undo_is_the_opposite_activity() -> None:
    assert exported("undo", intent("account.disable@directory"))["activity_id"] == 2
    assert exported("undo", intent("group.remove@directory"))["activity_id"] == 1
    assert exported("undo", intent("account.delete@directory"))["activity_id"] == 99


def test_any_other_capability_is_api_activity() -> None:
    event = exported("intent", intent("session.end@mail"))

    assert (event["class_uid"], event["api"]["operation"]) == (6003, "session.end@mail")
    assert event["resources"] == [{"uid": "directory:u-17"}]


@pytest.mark.parametrize(
    ("status", "status_id"), [("done", 1), ("failed", 2), ("changed", 99), ("", 0)]
)
def test_an_outcome_has_the_status_of_what_was_done(status: str, status_id: int) -> None:
    applied = plan("account.disable@directory")
    body = {"status": status, "reason": "r", "applied": applied, "outputs": {}}
    event = exported("outcome", body)

    assert event["status_id"] == status_id
    assert event["class_uid"] == 3001
    assert event["status_detail"] == "r"


def test_a_failed_outcome_that_applied_nothing_is_still_an_event() -> None:
    event = exported("outcome", {"status": "failed", "reason": "no", "applied": None})

    assert (event["class_uid"], event["status_id"], event["severity_id"]) == (6003, 2, 3)


def test_a_decision_spells_its_verdict() -> None:
    event = exported("decision", {"decision": {"verdict": "hold"}, "rehearsal": {}})

    assert (event["status_id"], event["status"]) == (99, "hold")


def test_an_approval_names_the_person() -> None:
    event = exported("approval", {"work": "W1", "digest": "d", "by": "ann", "reason": "left"})

    assert event["actor"]["user"] == {"name": "ann"}


def test_the_event_leads_back_to_the_entry() -> None:
    body = intent("account.disable@directory")
    event = exported("intent", body)

    assert (event["metadata"]["uid"], event["metadata"]["sequence"]) == ("W1#1/intent", 1)
    assert event["unmapped"]["body"] == body
    assert event["time"] == 1_700_000_000_123


@given(
    kind=st.sampled_from(["intent", "outcome", "undo", "decision", "level", "end", "stop", "?"]),
    body=st.dictionaries(known | st.text(max_size=5), values, max_size=6),
)
def test_whatever_the_body_is_the_event_is_sound(kind: str, body: Json) -> None:
    entry = Entry("k", kind, 1.5, json.loads(json.dumps(body)))
    try:
        here = link(START, entry)
    except Permanent:  # what the ledger refuses is never exported
        return
    for line in export([here]):
        event = json.loads(line, parse_constant=lambda name: pytest.fail(name))
        check(event)
