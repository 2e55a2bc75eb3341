"""Every number of a sentence is counted again from the recording."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.faults import make
from steersman.signals.diagnosis import Case, Diagnosis, Metric, Recording, diagnose
from steersman.signals.diagnosis.amounts import count, lost, minutes, percent, seconds, short
from steersman.signals.diagnosis.wording import listed
from tests.signals.diagnosis.made import shop

FACT = re.compile(
    r"(?:Its (?P<asked>[\d,]+) requests? in (?P<span>[^,]+?) took (?P<now>[\d.,]+ m?s) each"
    r"|(?P<failed>[\d.,]+ %) of its (?P<tried>[\d,]+) requests? in (?P<time>[^,]+?) failed)"
    r", against (?P<base>[\d.,]+ (?:m?s|%)) (?P<since>in its quietest 5 min of the incident"
    r"|in normal running): (?P<much>[^.]+(?:\.\d+[^.]*)?)\."
)
KINDS = ["plain", "all rows", "gaps", "one row", "hours", "front itself", "two causes", "leak"]


def _diagnose(case: Case) -> Diagnosis:
    return diagnose(case.graph, case.normal, case.incident, case.target)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5000), st.sampled_from(KINDS))
def test_every_fact_is_in_the_recording(seed: int, kind: str) -> None:
    case = make(kind, seed).case
    found = _diagnose(case)
    for finding in found.findings:
        told = FACT.match(finding.why)
        if told:
            assert told.groupdict() == _counted(case, found, finding.node), finding.why


def _counted(case: Case, found: Diagnosis, node: str) -> dict[str, str | None]:
    """The same numbers, by plain loops over the rows."""
    symptom, metric = found.symptom, case.target.metric
    cut = case.incident.rows(symptom.start, symptom.stop)
    requests, cost = _cost(cut, node, metric)
    if symptom.baseline.rising:
        base = min(each for each in cost if not np.isnan(each))
    else:
        base = float(np.nanmedian(_cost(case.normal, node, metric)[1]))
    rows = [
        (asked, each)
        for asked, each, bad in zip(requests, cost, symptom.rows, strict=True)
        if bad and asked > 0 and not np.isnan(each)
    ]
    asked = sum(number for number, _ in rows)
    now = sum(number * each for number, each in rows) / asked
    extra = sum(max(0.0, number * (each - base)) for number, each in rows)
    since = "its quietest 5 min of the incident" if symptom.baseline.rising else "normal running"
    known = [
        bad and (asked == 0 or (asked > 0 and not np.isnan(each)))
        for asked, each, bad in zip(requests, cost, symptom.rows, strict=True)
    ]
    span = minutes(300 * sum(map(bool, known)))
    told: dict[str, str | None] = dict.fromkeys(FACT.groupindex)
    told |= {"since": f"in {since}", "much": lost(extra, metric)}
    if metric is Metric.LATENCY:
        return told | {
            "asked": f"{asked:,.0f}",
            "span": span,
            "now": seconds(now),
            "base": seconds(base),
        }
    return told | {
        "tried": f"{asked:,.0f}",
        "time": span,
        "failed": percent(now),
        "base": percent(base),
    }


def _cost(recording: Recording, node: str, metric: Metric) -> tuple[list[float], list[float]]:
    requests = recording.series(node, "requests", "Sum").tolist()
    told = recording.series(node, metric, "Average").tolist()
    if metric is Metric.LATENCY:
        costs = [each if asked > 0 else np.nan for asked, each in zip(requests, told, strict=True)]
    else:
        costs = [
            0.0 if asked == 0 else 1 - each / 100
            for asked, each in zip(requests, told, strict=True)
        ]
    return requests, costs


def test_the_sentences_of_a_slow_store() -> None:
    found = _diagnose(shop())
    told = {each.node: each.why for each in found.findings}
    assert told["store"] == (
        "Its 200 requests in 10 min took 500 ms each, against 100 ms in its quietest 5 min of the "
        "incident: 80 s of extra work. front shows 80 s of extra work: this is enough for all of "
        "it. It calls nothing that is measured."
    )
    assert "This is where the trouble was noticed. It mostly waited for search" in told["front"]
    assert "It mostly waited for store (about 80 s of extra work)." in told["search"]


def test_the_sentences_of_a_failing_store() -> None:
    told = {each.node: each.why for each in _diagnose(shop(Metric.AVAILABILITY)).findings}
    assert told["store"].startswith(
        "20 % of its 200 requests in 10 min failed, against 0 % in its quietest 5 min of the "
        "incident: 40 more failed requests. front shows 40 more failed requests: this is enough"
    )
    assert (
        "It mostly passed on the failures of store (about 40 more failed requests)."
        in (told["search"])
    )


def test_it_is_said_that_normal_running_is_not_recorded() -> None:
    case = shop()
    bare = replace(case, normal=Recording(np.empty(0), {}))
    first = _diagnose(bare).findings[0]
    assert first.node == "store"
    assert first.why.endswith("Its normal running is not recorded.")
    assert "not recorded" not in _diagnose(case).findings[0].why


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.0054, "5.4 ms"),
        (0.9994, "999 ms"),
        (1.0, "1 s"),
        (99.94, "99.9 s"),
        (1240.4, "1,240 s"),
        (0.0, "0 ms"),
        (1e-9, "0.000001 ms"),
    ],
)
def test_seconds_have_three_digits_and_a_unit(value: float, told: str) -> None:
    assert seconds(value) == told


def test_amounts_are_said_as_people_say_them() -> None:
    assert percent(0.93) == "93 %"
    assert percent(0.00417) == "0.417 %"
    assert count(1, "request") == "1 request"
    assert count(2300, "request") == "2,300 requests"
    assert [minutes(each) for each in (40, 600, 7200, 16200)] == ["40 s", "10 min", "2 h", "4.5 h"]
    assert short(0.0) == "0"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
