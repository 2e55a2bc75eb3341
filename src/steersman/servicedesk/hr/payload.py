"""From the body of a BambooHR webhook to events about one employee each.

Both of its shapes: event-based (``type``, ``timestamp``, ``data``) and field-based, which the
permissioned webhooks have too (``employees`` with ``id``, ``action``, ``timestamp``, ``fields``).
Source: documentation.bamboohr.com/docs/event-based-webhooks and …/docs/permissioned-webhooks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from steersman.domain.canonical import canonical, digest_of
from steersman.records.hr_events import StoredEvent
from steersman.servicedesk.hr import words
from steersman.servicedesk.hr.signature import Refused, seconds

CREATED, UPDATED, DELETED = "employee.created", "employee.updated", "employee.deleted"
_ACTIONS = {"created": CREATED, "updated": UPDATED, "deleted": DELETED}
_ENVELOPE = ("companyId", "employeeId", "changedFields")
_Object = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it is worked through: the fields that it states, by HR's names."""

    type: str
    number: str
    fields: Mapping[str, str]
    named: str = ""  # the employee in the envelope, whatever the fields say


def events(body: bytes, feed: str, signed_at: float) -> list[StoredEvent]:
    """The events of a call.  ``Refused`` with the mend when the body is no such call."""
    try:
        read = json.loads(body)
        if not isinstance(read, dict):
            raise _bad("it is no JSON object")
        return [_stored(one, feed, signed_at) for one in _each(read)]
    except (ValueError, RecursionError) as error:  # NaN and lone surrogates too
        raise Refused(400, f"the body is no JSON ({error}): choose JSON in the webhook") from error


def told(event: StoredEvent) -> Told:
    """What a stored event says."""
    one: dict[str, object] = json.loads(event.body)
    fields = one.get("fields")
    stated = fields if isinstance(fields, dict) else {}
    said = {k: _text(v, k) for k, v in stated.items()}
    return Told(event.type, event.employee_number, said, str(one.get("id", "")).strip())


def _each(read: _Object) -> Iterator[dict[str, object]]:
    """Every event in the field-based shape, with its type in the event-based words."""
    if "employees" not in read:
        data = read.get("data")
        if not isinstance(data, dict):
            raise _bad("it has neither 'data' nor 'employees'")
        fields = {k: v for k, v in data.items() if k not in (*_ENVELOPE, "fields")}
        nested = data.get("fields")
        fields |= nested if isinstance(nested, dict) else {}
        known = {"changedFields": data.get("changedFields", []), "fields": fields}
        yield {
            **known,
            "id": data.get("employeeId"),
            "action": read.get("type"),
            "timestamp": read.get("timestamp"),
        }
        return
    employees = read["employees"]
    if not isinstance(employees, list) or not employees:
        raise _bad("'employees' is no list, or empty")
    for one in employees:
        if not isinstance(one, dict):
            raise _bad("an element of 'employees' is no object")
        yield one


def _stored(one: dict[str, object], feed: str, signed_at: float) -> StoredEvent:
    action = str(one.get("action") or UPDATED)
    kind = _ACTIONS.get(action.lower(), action)
    if kind not in _ACTIONS.values():
        raise _bad(f"the type {action[:40]!r} is none of {', '.join(_ACTIONS.values())}")
    number = one.get("id")
    if not isinstance(number, str | int) or not str(number).strip().isprintable():
        raise _bad("an event names no employee")
    if not str(number).strip() or isinstance(number, bool):
        raise _bad("an event names no employee")
    moment = one.get("timestamp")
    at = seconds(str(moment)) if moment is not None else signed_at
    if at is None:
        raise _bad(f"the timestamp {str(moment)[:40]!r} is no time with its zone")
    fields = one.get("fields")
    if fields is not None and not isinstance(fields, dict):
        raise _bad("'fields' is no object")
    said = {k: _text(v, k) for k, v in (fields or {}).items()}
    return StoredEvent(
        id=digest_of([feed, kind, str(number), at, canonical(one)]),
        feed=feed,
        event_at=min(at, signed_at),  # nobody knows tomorrow's facts today
        employee_number=words.columns(said)[0].get("employee_number") or str(number).strip(),
        type=kind,
        body=canonical(one),
    )


def _text(value: object, name: str) -> str:
    """``"Ann"``, ``1001``, or ``{"value": "Ann"}`` as the permissioned webhooks write it."""
    if isinstance(value, dict) and set(value) == {"value"}:
        value = value["value"]
    if value is None:
        return ""
    if not isinstance(value, str | int | float) or "\0" in str(value):
        raise _bad(f"the field {name[:40]!r} is no text")
    return str(value).strip()


def _bad(fault: str) -> Refused:
    return Refused(
        400, f"{fault}: create the webhook as event-based or permissioned, in JSON format"
    )
