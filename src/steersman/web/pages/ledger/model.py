"""Entries as people read them: what happened in a sentence, about which work, by whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.records.ledger.actor import actor_of, vouched_by
from steersman.records.ledger.entry import Link
from steersman.records.names import Names, names_in

TITLES = {
    "decision": "Decided",
    "intent": "About to write",
    "outcome": "Written",
    "undo": "Taken back",
    "undo-intent": "About to take back",
    "end": "Run ended",
    "work-stopped": "Work stopped",
    "approval": "Approved",
    "refusal": "Refused",
    "answer": "Answered",
    "level": "Level changed",
    "switch-thrown": "Stopped",
    "switch-released": "Started again",
    "token-made": "Token made",
    "token-revoked": "Token revoked",
    "import": "Imported",
    "policies-reloaded": "Policies reloaded",
    "policy-proposed": "Policy proposed",
    "policy-applied": "Policy put in force",
    "policy-refused": "Policy refused",
    "policy-withdrawn": "Policy withdrawn",
    "signer-enrolled": "Signing key enrolled",
    "system-declared": "System connected",
    "restart": "Restarted",
    "signed-in": "Signed in",
    "signed-out": "Signed out",
    "signed-out-everywhere": "Signed out everywhere",
    "sign-in-refused": "Sign-in refused",
    "account-made": "Account made",
    "account-reset": "Account reset",
    "account-disabled": "Account disabled",
    "account-enabled": "Account enabled",
    "password-set": "Password set",
    "leak-check": "Leak test",
    "situation-acknowledged": "Situation acknowledged",
    "situation-resolved": "Situation resolved",
    "situation-judged": "Situation judged",
    "silence-added": "Alerts held back",
    "silence-ended": "Silence ended",
    "inhibition-added": "Inhibition added",
    "inhibition-ended": "Inhibition ended",
    "rule-muted": "Rule muted as noise",
    "ci-edited": "Item edited",
    "ci-kind": "Kind of items named",
    "ci-edit-undone": "Item edit taken back",
}
_TOLD = ("verdict", "status", "capability", "scope", "name", "reason", "text", "how")
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Row:
    """``work``: the number of the work item it belongs to; empty: none."""

    seq: int
    at: float
    kind: str
    title: str
    told: str
    by: str
    work: str
    key: str
    hash: str


@dataclass(frozen=True, slots=True)
class Page:
    """``before``: where the next, older page begins; None: this is the last.

    ``signed``: how many entries the last checkpoint covers.  ``fault``: why there is none to
    trust; empty: there is nothing against it.
    """

    rows: Sequence[Row]
    kind: str
    prefix: str
    before: int | None
    kinds: Sequence[str]
    oldest_first: bool
    size: int
    signed: int
    fault: str


@dataclass(frozen=True, slots=True)
class Single:
    """One entry with the whole body, as it was hashed, and its neighbours."""

    row: Row
    text: str
    previous: str
    older: int | None
    newer: int | None
    signed: bool


def rows_of(store: sa.Engine, links: Iterable[Link]) -> list[Row]:
    found = list(links)
    names = names_in(store, *(link.text for link in found))
    return [_row(link, link.body, names) for link in found]


def pretty(text: str) -> str:
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False, sort_keys=True)


def work_of(key: str) -> str:
    """The number in front of a key like ``REQ0000001#1/end``; empty for another key."""
    head = key.partition("/")[0].partition("#")[0]
    letters = head.rstrip("0123456789")
    is_number = letters.isupper() and letters.isalpha() and letters != head
    return head if is_number else ""


def _row(link: Link, body: Json, names: Names) -> Row:
    return Row(
        seq=link.seq,
        at=link.at,
        kind=link.kind,
        title=TITLES.get(link.kind, link.kind.replace("-", " ").capitalize()),
        told=names.within(", ".join(_told(body)))[:_LONGEST],
        by=_by(link, names),
        work=work_of(link.key),
        key=link.key,
        hash=link.hash,
    )


def _by(link: Link, names: Names) -> str:
    """Every entry names somebody: what no person asked for, Steersman did."""
    who, behind = names.of(actor_of(link.kind, link.body)), vouched_by(link.body)
    return f"{who}, with a token made by {names.of(behind)}" if behind else who


def _told(body: Json) -> Iterator[str]:
    """The few fields that say the most; the whole body is one press away."""
    decision = body.get("decision")
    for place in (decision if isinstance(decision, dict) else {}, body):
        for name in _TOLD:
            value = place.get(name)
            if isinstance(value, str) and value:
                yield value
        reasons = place.get("reasons")
        if isinstance(reasons, list):
            yield from (str(reason) for reason in reasons[:1])
