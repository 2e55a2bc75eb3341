"""The overview of the record as it is told to programs and people, with its age."""

from __future__ import annotations

from steersman.domain.canonical import Json
from steersman.records.overview import Overview


def as_json(found: Overview, now: float) -> Json:
    """``age`` and ``silent_for`` are in seconds; None where there is nothing to measure from.

    ``silent_for``: since the last heartbeat of any worker.  None also when the last worker left
    in good order, which takes its row away.
    """
    return {
        "version": found.version,
        "work": dict(found.counts),
        "running": list(found.running),
        "waiting": list(found.waiting),
        "open_questions": found.questions,
        "stopped": [row["scope"] for row in found.switches],
        "switches": list(found.switches),
        "workers": [row["worker"] for row in found.workers],
        "worker_beats": list(found.workers),
        "systems": list(found.systems),
        "sources": list(found.sources),
        "levels": list(found.levels),
        "ledger_entries": found.ledger.get("seq", 0),
        "last_entry": found.ledger or None,
        "last_checkpoint": found.signed or None,
        "written_at": found.written_at,
        "age": _since(found.written_at, now),
        "beat_at": found.beat_at,
        "silent_for": _since(found.beat_at, now),
    }


def _since(at: float | None, now: float) -> float | None:
    return None if at is None else max(0.0, now - at)
