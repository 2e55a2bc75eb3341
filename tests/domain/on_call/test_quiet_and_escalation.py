"""Quiet hours end in the morning of the person; policies and their spelling are checked."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from steersman.domain.errors import Permanent
from steersman.domain.on_call.escalation import (
    TEMPLATES,
    Policy,
    Step,
    StepKind,
    check_address,
)
from steersman.domain.on_call.hours import Hours
from steersman.domain.on_call.layers import Layer
from steersman.domain.on_call.quiet import QuietHours
from steersman.domain.on_call.written import as_json, hours_of, layers_of, steps_of


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).timestamp()


NIGHT = QuietHours(person="ann", time_zone="Europe/Berlin", opens="22:00", closes="07:00")


def test_quiet_hours_end_in_the_morning_also_when_clocks_change() -> None:
    assert NIGHT.until(at("2026-03-28T23:30")) == at("2026-03-29T07:00")
    assert NIGHT.until(at("2026-03-29T06:59")) == at("2026-03-29T07:00")
    assert NIGHT.until(at("2026-03-29T07:00")) is None
    assert NIGHT.until(at("2026-03-29T21:59")) is None


def test_the_days_are_those_on_which_the_quiet_begins() -> None:
    weekend = QuietHours(
        person="ann", time_zone="Europe/Berlin", opens="00:00", closes="00:00", days=(5, 6)
    )
    assert weekend.until(at("2026-03-07T12:00")) == at("2026-03-09T00:00")
    assert weekend.until(at("2026-03-06T12:00")) is None


def test_a_template_makes_the_steps_of_one_schedule() -> None:
    steps = TEMPLATES["standard"].steps("ons_1")
    assert [(each.kind.value, each.target, each.wait) for each in steps] == [
        ("on_call", "ons_1", 5.0),
        ("next_on_call", "ons_1", 10.0),
        ("team", "ons_1", 15.0),
    ]
    Policy(id="p", name="Web", steps=steps, repeat=1).check()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hook",
        "ftp://example.org/x",
        "https://",
        "https://me:secret@example.org/hook",
        "https://example.org/a b",
        "http://[::1",
        "https://example.org:0/x",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Permanent):
        check_address(address)


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": ()},
        {"repeat": 11},
        {"steps": (Step(kind=StepKind.PERSON, target=" "),)},
        {"steps": (Step(kind=StepKind.PERSON, target="p", wait=-1),)},
        {"steps": (Step(kind=StepKind.WEBHOOK, target="nowhere"),)},
        {"name": "\n"},
    ],
)
def test_a_policy_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    told: dict[str, object] = {"id": "p", "name": "Web"}
    told |= {"steps": (Step(kind=StepKind.PERSON, target="p"),), **wrong}
    with pytest.raises(Permanent):
        Policy(**told).check()  # type: ignore[arg-type]  # its fields


def test_what_is_written_is_read_back_the_same() -> None:
    layer = Layer(
        name="nights",
        people=("ann", "bob"),
        begins="2026-03-02T18:00",
        hours=(Hours("18:00", "08:00", (0, 6)),),
    )
    assert layers_of([as_json(layer)]) == (layer,)
    step = Step(kind=StepKind.WEBHOOK, target="https://x.example/y", secret="env:A")
    assert steps_of([as_json(step)]) == (step,)


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ([{"name": "a", "people": ["x"], "begins": "2026-01-01T00:00", "colour": 1}], "colour"),
        ([{"name": "a", "people": "x", "begins": "2026-01-01T00:00"}], "people"),
        ([{"name": "a", "people": ["x"], "begins": "b", "unit": "year"}], "year"),
        ([{"name": "a", "people": ["x"], "begins": "b", "every": True}], "every"),
        ([{"name": "a", "people": ["x"], "begins": "b", "every": float("nan")}], "every"),
        ("a", "layers"),
    ],
)
def test_a_layer_that_is_spelled_wrongly_is_refused_by_field(told: object, named: str) -> None:
    with pytest.raises(Permanent, match=named):
        layers_of(told)


def test_days_that_are_no_days_are_refused() -> None:
    with pytest.raises(Permanent):
        hours_of([{"opens": "09:00", "closes": "17:00", "days": "0"}])
    with pytest.raises(Permanent):
        hours_of([{"opens": "09:00", "closes": "17:00", "days": [True]}])
