"""Watched series by the API: who may watch, what is told of each, what people say of anomalies."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from steersman.domain.errors import Transient
from tests.signals.watching.made import MadeMetrics
from tests.web.office import Office

DAY = 86_400.0
BODY = {"name": "load", "system": "metrics", "expression": "node_load1", "step": 60}


def fills(at: float) -> float:
    return at / DAY + random.Random(at).gauss(0.0, 0.01)


@pytest.fixture
def source(office: Office) -> MadeMetrics:
    made = MadeMetrics({"web-1": fills, "web-2": lambda at: 5.0})
    core = office.steersman
    core.watching = replace(core.watching, sources={"metrics": made}, history=600)
    return made


def watched(office: Office, **more: Any) -> dict[str, Any]:
    told = office.post("technician", "/series", {**BODY, **more})
    assert told.status_code == 201, told.text
    office.steersman.watching.look()
    found: dict[str, Any] = office.get("technician", "/series/load").json()["watch"]
    return found


def test_a_watch_is_listed_with_its_series_and_noted_in_the_ledger(
    office: Office, source: MadeMetrics
) -> None:
    watched(office)
    body = office.get("approver", "/series").json()
    (watch,) = body["watches"]
    assert (watch["name"], watch["failure"], watch["precision"]) == ("load", "", None)
    assert [each["labels"]["host"] for each in watch["series"]] == ["web-1", "web-2"]
    assert {each["state"] for each in watch["series"]} == {"as expected"}
    assert watch["series"][1]["last_value"] == 5.0
    assert body["systems"] == ["metrics"]
    (entry,) = office.ledger("series")
    assert (entry["what"], entry["by"], entry["name"]) == (
        "watched",
        office.id("technician"),
        "load",
    )


def test_what_is_drawn_has_points_with_where_they_were_expected(
    office: Office, source: MadeMetrics
) -> None:
    id = watched(office)["series"][1]["id"]
    told = office.get("technician", f"/series/{id}/points").json()
    assert len(told["points"]) == 600
    at, value, low, high, score = told["points"][-1]
    assert (value, low, high, score) == (5.0, 5.0, 5.0, 0.0)
    assert at > told["start"]
    some = office.get("technician", f"/series/{id}/points", params={"start": at - 120, "end": at})
    assert len(some.json()["points"]) == 3
    wrong = office.get("technician", f"/series/{id}/points", params={"start": at, "end": 1})
    assert wrong.status_code == 422


def test_a_long_time_is_drawn_by_its_extremes(office: Office, source: MadeMetrics) -> None:
    now = office.steersman.clock.now()
    core = office.steersman
    core.watching = replace(core.watching, history=5_000)
    peak = (now // 60 - 2_500) * 60
    source.reads = {"web-1": lambda at: 99.0 if at == peak else 5.0}
    id = watched(office)["series"][0]["id"]
    told = office.get("technician", f"/series/{id}/points", params={"start": 0}).json()
    assert len(told["points"]) <= 2_000
    assert [peak, 99.0] in [point[:2] for point in told["points"]]
    assert [each["at"] for each in told["anomalies"]][-1] == peak


def test_a_capacity_is_forecast_with_an_interval(office: Office, source: MadeMetrics) -> None:
    now = office.steersman.clock.now()
    id = watched(office, capacity=now / DAY + 3)["series"][0]["id"]
    told = office.get("technician", f"/series/{id}/forecast").json()
    assert told["outcome"] == "will reach"
    assert told["earliest"] < told["at"] < told["latest"]
    assert told["at"] == pytest.approx(now + 3 * DAY, abs=DAY)
    assert "9 of 10 times between" in told["sentence"]
    other = office.get("technician", f"/series/{id}/forecast", params={"capacity": 0}).json()
    assert other["outcome"] == "reached"


def test_a_series_without_a_capacity_needs_one_for_a_forecast(
    office: Office, source: MadeMetrics
) -> None:
    id = watched(office)["series"][0]["id"]
    assert office.get("technician", f"/series/{id}/forecast").status_code == 422


def test_prometheus_away_is_a_state_that_is_shown(office: Office, source: MadeMetrics) -> None:
    watched(office)
    source.fails = Transient("no whole answer (ConnectError)", retry_after=2)
    assert len(office.steersman.watching.watches.all()) == 1
    office.steersman.watching.watches.failed("load", str(source.fails))
    told = office.get("technician", "/series/load").json()["watch"]
    assert (told["failure"], told["series"][0]["state"]) == (str(source.fails), "away")
    assert told["failed_at"] is not None
    tried = office.post("technician", "/series/try", {"system": "metrics", "expression": "up"})
    assert (tried.status_code, "no whole answer" in tried.text) == (503, True)


def test_an_expression_is_tried_before_it_is_watched(office: Office, source: MadeMetrics) -> None:
    told = office.post("technician", "/series/try", {"system": "metrics", "expression": "up"})
    assert [each["labels"] for each in told.json()["series"]] == [
        {"host": "web-1"},
        {"host": "web-2"},
    ]
    assert office.steersman.watching.watches.all() == []
    nowhere = office.post("technician", "/series/try", {"system": "x", "expression": "up"})
    assert (nowhere.status_code, "metrics" in nowhere.text) == (422, True)


def test_a_verdict_counts_for_the_precision(office: Office, source: MadeMetrics) -> None:
    now = office.steersman.clock.now()
    source.reads = {"web-1": lambda at: 99.0 if now - 6_060 < at <= now - 6_000 else 5.0}
    id = watched(office)["series"][0]["id"]
    (one, *_) = office.get("technician", f"/series/{id}/points").json()["anomalies"]
    path = f"/series/anomalies/{one['id']}/verdict"
    assert office.post("approver", path, {"useful": True}).status_code == 403
    told = office.post("technician", path, {"useful": True}).json()["watch"]
    assert (told["useful"], told["judged"], told["precision"]) == (1, 1, None)
    assert (
        office.post("technician", "/series/anomalies/x-1/verdict", {"useful": True}).status_code
        == 404
    )


def test_watching_no_longer_forgets_it(office: Office, source: MadeMetrics) -> None:
    watched(office)
    assert office.ask("approver", "DELETE", "/series/load").status_code == 403
    assert office.ask("technician", "DELETE", "/series/load").json() == {"ended": "load"}
    assert office.get("technician", "/series").json()["watches"] == []
    assert office.ask("technician", "DELETE", "/series/load").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        *({"name": "Bad Name"}, {"step": 0}, {"expression": ""}),
        *({"system": "nowhere"}, {"horizon": -1}, {"colour": "red"}),
    ],
)
def test_what_makes_no_sense_is_refused(
    office: Office, source: MadeMetrics, wrong: dict[str, Any]
) -> None:
    told = office.post("technician", "/series", {**BODY, **wrong})
    assert told.status_code == 422, told.text
    assert office.steersman.watching.watches.all() == []
