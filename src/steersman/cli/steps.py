"""What the timeline of a work item says about each step: decided, written, verified, undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from steersman.cli.text import moment

Entry = Mapping[str, Any]
COLUMNS = ("at (UTC)", "what", "where", "result", "detail")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, as people read it."""

    seq: int
    at: float
    what: str
    system: str
    result: str
    detail: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return moment(self.at), self.what, self.system, self.result, self.detail


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Every entry but the intents: an intent only says that its outcome follows."""
    return [_line(entry) for entry in entries if not entry["kind"].endswith("intent")]


def verified(entries: Iterable[Entry]) -> list[Line]:
    """The outcomes alone, the last of each capability and step."""
    outcomes = {
        (entry["body"]["step"], entry["body"]["capability"]): _outcome(entry)
        for entry in entries
        if entry["kind"] == "outcome"
    }
    return list(outcomes.values())


def _line(entry: Entry) -> Line:
    kinds = {"outcome": _outcome, "undo": _undo, "decision": _decision, "end": _end}
    return kinds.get(entry["kind"], _other)(entry)


def _outcome(entry: Entry) -> Line:
    body = entry["body"]
    capability, _, system = body["capability"].partition("@")
    done = body["status"] == "done"
    applied = body.get("applied") or {}
    number = len(applied.get("changes", ()))
    changed = f"{number} changes" if number != 1 else "1 change"
    detail = (changed if number else "nothing was left to do") if done else body["reason"]
    result = "verified" if done else body["status"]
    return Line(entry["seq"], entry["at"], capability, system, result, detail)


def _undo(entry: Entry) -> Line:
    body = entry["body"]
    capability, _, system = body["capability"].partition("@")
    result = "undone" if body["undone"] else "failed"
    return Line(entry["seq"], entry["at"], f"undo {capability}", system, result, body["reason"])


def _decision(entry: Entry) -> Line:
    decision = entry["body"]["decision"]
    detail = "; ".join(decision["reasons"])
    return Line(entry["seq"], entry["at"], "decision", "", decision["verdict"].lower(), detail)


def _end(entry: Entry) -> Line:
    body = entry["body"]
    detail = "; ".join(body["escalations"])
    return Line(entry["seq"], entry["at"], "run ended", "", body["status"], detail)


def _other(entry: Entry) -> Line:
    body = entry["body"]
    told = [str(body[name]) for name in ("by", "reason") if body.get(name)]
    return Line(entry["seq"], entry["at"], entry["kind"], "", "", ": ".join(told))
