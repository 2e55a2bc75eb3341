"""The ledger for a SIEM: one OCSF 1.6 event per entry, as JSON lines (https://schema.ocsf.io)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version

from steersman.domain.canonical import Json
from steersman.records.ledger.actor import ITSELF, NOBODY, actor_of
from steersman.records.ledger.entry import Link
from steersman.records.ledger.ocsf_classes import Activity, activity_of

SCHEMA = "1.6.0"
_INFORMATIONAL, _MEDIUM, _HIGH = 1, 3, 4
_UNKNOWN, _SUCCESS, _FAILURE, _OTHER = 0, 1, 2, 99
_STATUS = {_UNKNOWN: "Unknown", _SUCCESS: "Success", _FAILURE: "Failure"}
_OUTCOMES = {"done": _SUCCESS, "undone": _SUCCESS, "failed": _FAILURE, "error": _FAILURE}
_SEVERITIES = {_FAILURE: _MEDIUM, _UNKNOWN: _INFORMATIONAL, _SUCCESS: _INFORMATIONAL}
_GRAVE = {"stop", "kill", "undo"}  # kinds that somebody on watch wants to see


def export(entries: Iterable[Link]) -> Iterator[str]:
    """Each entry as one line of JSON without the newline, in the given order.

    Nothing is looked up: an event holds what the entry holds, and the whole body stands under
    ``unmapped``, for nothing may be lost on the way to the auditor.
    """
    for entry in entries:
        yield json.dumps(event(entry), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def event(entry: Link) -> Json:
    body = _finite(entry.body)
    body = body if isinstance(body, dict) else {"value": body}
    activity = activity_of(entry.kind, body)
    status, label = _status(body)
    found: Json = {
        **_classification(activity),
        "time": round(entry.at * 1000),
        "severity_id": _HIGH if entry.kind in _GRAVE else _SEVERITIES.get(status, _INFORMATIONAL),
        "status_id": status,
        "status": label,
        "message": f"{entry.kind}: {activity.operation}",
        "metadata": _metadata(entry, body.get("run")),
        "actor": _actor(entry.kind, body),
        **activity.objects,
        "unmapped": {"kind": entry.kind, "hash": entry.hash, "body": body},
    }
    if isinstance(reason := body.get("reason"), str) and reason:
        found["status_detail"] = reason
    return found


def _classification(activity: Activity) -> Json:
    return {
        "category_uid": activity.class_uid // 1000,
        "class_uid": activity.class_uid,
        "class_name": activity.class_name,
        "activity_id": activity.id,
        "activity_name": activity.name,
        "type_uid": activity.class_uid * 100 + activity.id,
    }


def _metadata(entry: Link, run: object) -> Json:
    """``uid`` and ``sequence`` lead back to the entry; a run's entries share a correlation."""
    product = {"name": "Steersman", "vendor_name": "Steersman", "version": _own_version()}
    found: Json = {
        "version": SCHEMA,
        "product": product,
        "log_name": "ledger",
        "uid": entry.key,
        "sequence": entry.seq,
        "event_code": entry.kind,
    }
    if isinstance(run, str) and run:
        found["correlation_uid"] = run
    return found


def _status(body: Json) -> tuple[int, str]:
    """``changed`` and the verdicts of a decision are our own words: Other, and spelled out."""
    decision = body.get("decision")
    word = body.get("status") or (decision.get("verdict") if isinstance(decision, dict) else None)
    if not isinstance(word, str):
        return _UNKNOWN, _STATUS[_UNKNOWN]
    status = _OUTCOMES.get(word.lower(), _OTHER)
    return status, _STATUS.get(status, word)


def _actor(kind: str, body: Json) -> Json:
    """The person or principal; Steersman alone where nobody else stands behind it."""
    by = actor_of(kind, body)
    actor: Json = {"app_name": "Steersman"}
    return actor if by in (ITSELF, NOBODY) else actor | {"user": {"name": by}}


def _finite(value: object) -> Json:
    """The body without NaN and the infinities, which JSON has no word for."""
    found: Json = json.loads(json.dumps(value), parse_constant=str)
    return found


def _own_version() -> str:
    try:
        return version("steersman")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"
