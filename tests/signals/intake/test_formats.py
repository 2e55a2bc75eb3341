"""What senders write becomes alerts; what cannot be understood is named and stops no other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.records.alerts import Received
from steersman.signals.intake import FORMATS, Taken, taken
from steersman.signals.intake.formats import MOST

NOON = 1_780_000_000.0  # 2026-05-28T20:26:40Z
DOWN: dict[str, Any] = {
    "status": "firing",
    "labels": {
        "alertname": "InstanceDown",
        "instance": "Web-1.example.org:9100",
        "severity": "page",
        "job": "node",
    },
    "annotations": {"summary": "web-1 is down"},
    "startsAt": "2026-05-28T20:00:00.5Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prometheus.example.org/graph?g0.expr=up",
    "fingerprint": "9f86d081884c7d65",
}


def read(format: str, told: object) -> Taken:
    return taken(FORMATS[format], json.dumps(told).encode(), NOON)


def one(format: str, told: object) -> Received:
    (found,) = read(format, told).alerts
    return found


def webhook(*alerts: object) -> dict[str, object]:
    return {"version": "4", "status": "firing", "receiver": "us", "alerts": list(alerts)}


def test_alertmanagers_webhook_is_read_whole() -> None:
    found = one("alertmanager", webhook(DOWN))
    assert (found.name, found.host) == ("InstanceDown", "web-1.example.org")
    assert (found.status, found.at) == ("firing", 1_779_998_400.5)
    assert (found.severity, found.text) == ("critical", "web-1 is down")
    assert found.link == "http://prometheus.example.org/graph?g0.expr=up"
    assert found.labels["job"] == "node"
    assert (found.source, found.expires_at) == ("alertmanager", None)


def test_what_ended_is_dated_by_its_end() -> None:
    over = {**DOWN, "status": "resolved", "endsAt": "2026-05-28T20:10:00Z"}
    found = one("alertmanager", webhook(over))
    assert (found.status, found.at) == ("resolved", 1_779_999_000.0)
    assert found.id == one("alertmanager", webhook(DOWN)).id


def test_prometheus_tells_by_the_end_whether_it_is_over() -> None:
    bare = {name: value for name, value in DOWN.items() if name != "status"}
    fires = one("prometheus", [{**bare, "endsAt": "2026-05-28T20:30:00Z"}])
    over = one("prometheus", [{**bare, "endsAt": "2026-05-28T20:20:00Z"}])
    assert (fires.status, fires.expires_at) == ("firing", 1_780_000_200.0)
    assert (over.status, over.at, over.expires_at) == ("resolved", 1_779_999_600.0, None)


def test_grafana_extends_the_webhook() -> None:
    grafana = {**DOWN, "values": {"B": 22.5}, "panelURL": "https://g.example.org/d/1", "orgId": 1}
    grafana["generatorURL"] = ""
    found = one("grafana", {**webhook(grafana), "title": "[FIRING:1]", "state": "alerting"})
    assert (found.source, found.link) == ("grafana", "https://g.example.org/d/1")


def test_a_cloudevent_says_what_where_and_about_what() -> None:
    event = {
        "specversion": "1.0",
        "id": "1",
        "type": "org.example.disk.full",
        "source": "/storage",
        "subject": "db-1",
        "time": "2026-05-28T20:00:00Z",
        "data": {"message": "97 % used", "severity": "warn"},
    }
    found = one("cloudevents", event)
    assert (found.name, found.host, found.text) == ("org.example.disk.full", "db-1", "97 % used")
    assert found.severity == "warning"
    assert len(read("cloudevents", [event, {**event, "subject": "db-2"}]).alerts) == 2
    with pytest.raises(Permanent, match="'type'"):
        read("cloudevents", {**event, "type": ""})


@pytest.mark.parametrize(
    "told",
    [
        {"title": "Disk full", "hostname": "db-1", "message": "97 %", "state": "alerting"},
        {"name": "Disk full", "labels": {"host": "db-1"}, "text": "97 %", "timestamp": NOON},
        {"alerts": [{"check": "Disk full", "server": "db-1", "output": "97 %"}]},
        [{"alertname": "Disk full", "node": "DB-1.", "summary": "97 %"}],
    ],
)
def test_common_names_of_any_json_are_known(told: object) -> None:
    found = one("events", told)
    assert (found.name, found.host, found.text) == ("Disk full", "db-1", "97 %")
    assert (found.status, found.at) == ("firing", NOON)


@pytest.mark.parametrize("state", ["ok", "RESOLVED", "Up"])
def test_what_is_well_again_is_over(state: str) -> None:
    assert one("events", {"name": "x", "status": state}).status == "resolved"


def test_two_that_differ_in_a_label_are_two() -> None:
    """keephq/keep#958: an alert that was taken for another one is an alert that is lost."""
    ids = set()
    for name, value in (("severity", "page"), ("severity", "warning"), ("job", "other")):
        ids.add(
            one("alertmanager", webhook({**DOWN, "labels": {**DOWN["labels"], name: value}})).id
        )
    assert len(ids) == 3


def test_what_cannot_be_understood_is_named_and_the_rest_is_taken() -> None:
    nameless = {**DOWN, "labels": {}, "annotations": {}}
    timeless = {**DOWN, "startsAt": "yesterday"}
    told = read("alertmanager", webhook(nameless, DOWN, timeless, 7))
    assert len(told.alerts) == 1
    assert [each.index for each in told.refused] == [0, 2, 3]
    assert "no name" in told.refused[0].error
    assert "'yesterday' is no moment" in told.refused[1].error


@pytest.mark.parametrize(
    ("format", "body"),
    [
        ("alertmanager", b"[]"),
        ("alertmanager", b'{"alerts": {}}'),
        ("prometheus", b"{}"),
        ("events", b"not json"),
        ("events", b"\xff\xfe"),
        ("events", b"[" * 100_000),
        ("events", b"7"),
        ("grafana", json.dumps(webhook({"labels": {}})).encode()),
    ],
)
def test_a_call_without_one_alert_that_can_be_read_is_refused(format: str, body: bytes) -> None:
    with pytest.raises(Permanent):
        taken(FORMATS[format], body, NOON)


def test_a_test_call_without_alerts_is_well() -> None:
    assert read("alertmanager", webhook()) == Taken([], [])


def test_more_than_anybody_sends_in_one_call_is_refused() -> None:
    with pytest.raises(Permanent, match=f"{MOST:,} at most"):
        read("events", [{"name": "x"}] * (MOST + 1))


def test_hostile_text_is_cut_and_cleaned_and_no_link_runs() -> None:
    hostile = {
        **DOWN,
        "annotations": {"summary": "<script>alert(1)</script>\x1b[2J" + "x" * 1_000_000},
        "generatorURL": "javascript:alert(1)",
        "labels": {**DOWN["labels"], **{f"label{n}": "y" * 5_000 for n in range(500)}},
    }
    found = one("alertmanager", webhook(hostile))
    assert len(found.text) <= 1_000
    assert "\x1b" not in found.text
    assert found.link == ""
    assert len(found.labels) <= 64
    assert max(map(len, found.labels.values())) <= 200


def test_a_clock_that_runs_ahead_is_taken_as_now() -> None:
    ahead = {**DOWN, "startsAt": "2031-01-01T00:00:00Z"}
    assert one("alertmanager", webhook(ahead)).at == NOON
    assert one("alertmanager", webhook({**DOWN, "startsAt": "2026-05-28T20:27:00Z"})).at > NOON


def test_what_ended_comes_after_what_began_in_one_call() -> None:
    over = {**DOWN, "status": "resolved", "endsAt": "2026-05-28T20:10:00Z"}
    assert [each.status for each in read("alertmanager", webhook(over, DOWN)).alerts] == [
        "firing",
        "resolved",
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["alerts", "labels", "name", "startsAt", "endsAt", "status", "time", "data"]
            )
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(format=st.sampled_from(sorted(FORMATS)), told=JSON)
def test_whatever_is_sent_is_read_or_refused(format: str, told: object) -> None:
    try:
        found = read(format, told)
    except Permanent:
        return
    assert all(each.name and each.at <= NOON + 60 for each in found.alerts)
