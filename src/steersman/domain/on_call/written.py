"""Schedules and policies as JSON: what the store keeps, the API takes and a file may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import TypeVar

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.on_call.escalation import Step, StepKind
from steersman.domain.on_call.hours import EVERY_DAY, Hours
from steersman.domain.on_call.layers import Layer, Unit

W = TypeVar("W", bound=StrEnum)


def layers_of(told: object) -> tuple[Layer, ...]:
    """``Permanent`` naming the field that is wrong."""
    return tuple(_layer(each) for each in _objects(told, "layers"))


def hours_of(told: object) -> tuple[Hours, ...]:
    return tuple(_hours(each) for each in _objects(told, "hours"))


def steps_of(told: object) -> tuple[Step, ...]:
    return tuple(_step(each) for each in _objects(told, "steps"))


def as_json(part: Layer | Hours | Step) -> Json:
    return asdict(part)


def _layer(told: Mapping[str, object]) -> Layer:
    known = {"name", "people", "begins", "every", "unit", "ends", "hours"}
    _only(told, known, "a layer")
    return Layer(
        name=_text(told, "name"),
        people=tuple(_texts(told.get("people", ()), "people")),
        begins=_text(told, "begins"),
        every=int(_number(told, "every", 1)),
        unit=_word(Unit, _text(told, "unit", Unit.WEEK.value)),
        ends=_text(told, "ends", ""),
        hours=hours_of(told.get("hours", ())),
    )


def _hours(told: Mapping[str, object]) -> Hours:
    _only(told, {"opens", "closes", "days"}, "hours")
    days = told.get("days", EVERY_DAY)
    if not isinstance(days, Sequence) or isinstance(days, str):
        raise Permanent("days are a list of numbers from 0 (Monday) to 6 (Sunday)")
    found = Hours(_text(told, "opens"), _text(told, "closes"), tuple(_days(days)))
    found.check()
    return found


def _days(days: Sequence[object]) -> list[int]:
    if not all(type(day) is int for day in days):
        raise Permanent("days are a list of numbers from 0 (Monday) to 6 (Sunday)")
    return [day for day in days if isinstance(day, int)]


def _step(told: Mapping[str, object]) -> Step:
    _only(told, {"kind", "target", "wait", "secret"}, "a step")
    return Step(
        kind=_word(StepKind, _text(told, "kind")),
        target=_text(told, "target"),
        wait=_number(told, "wait", 5.0),
        secret=_text(told, "secret", ""),
    )


def _objects(told: object, what: str) -> list[Mapping[str, object]]:
    if not isinstance(told, list | tuple) or not all(isinstance(each, Mapping) for each in told):
        raise Permanent(f"{what} are a list of objects")
    return list(told)


def _only(told: Mapping[str, object], known: set[str], what: str) -> None:
    unknown = sorted(set(map(str, told)) - known)
    if unknown:
        raise Permanent(f"{what} has no {unknown[0][:40]!r}; it has {', '.join(sorted(known))}")


def _text(told: Mapping[str, object], name: str, default: str | None = None) -> str:
    value = told.get(name, default)
    if not isinstance(value, str) or not (value.isprintable() and len(value) <= 2000):
        raise Permanent(f"{name} is missing, or is no text on one line")
    return value


def _texts(told: object, name: str) -> list[str]:
    if not isinstance(told, list | tuple) or not all(isinstance(each, str) for each in told):
        raise Permanent(f"{name} are a list of texts")
    return list(told)


def _number(told: Mapping[str, object], name: str, default: float) -> float:
    value = told.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e6:
        raise Permanent(f"{name} is a number")
    return value


def _word(words: type[W], value: str) -> W:
    try:
        return words(value)
    except ValueError as error:
        raise Permanent(f"{value[:40]!r} is none of {', '.join(words)}") from error
