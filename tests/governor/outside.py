"""An outside system that behaves, in a file of its own.  It outlives our processes and logs.

The log is append-only and written in the same transaction as the effect, so a test can ask the
outside world what was really done to it, and how often.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.domain.identity import Candidate, Identifiers
from steersman.domain.plan import Change, Plan

SCHEMA = """
CREATE TABLE IF NOT EXISTS account (system TEXT, id TEXT, number TEXT, mail TEXT, name TEXT,
                                    PRIMARY KEY (system, id));
CREATE TABLE IF NOT EXISTS fact (target TEXT, attribute TEXT, value TEXT,
                                 PRIMARY KEY (target, attribute));
CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, key TEXT, effect TEXT);
"""


class Outside:
    """Accounts and one value per attribute of each; every write is logged with its key."""

    def __init__(self, path: str) -> None:
        self._path = path
        with self._open() as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.executescript(SCHEMA)

    def hire(self, system: str, account: str, number: str, mail: str, name: str) -> None:
        with self._open() as db:
            row = (system, account, number, mail, name)
            db.execute("INSERT INTO account VALUES (?, ?, ?, ?, ?)", row)

    def give(self, system: str, account: str, number: str, mail: str, name: str) -> None:
        """The same id, and from now on somebody else's identifiers on it."""
        with self._open() as db:
            told = "UPDATE account SET number = ?, mail = ?, name = ? WHERE system = ? AND id = ?"
            db.execute(told, (number, mail, name, system, account))

    def set(self, target: str, attribute: str, value: str | None, *, key: str) -> None:
        with self._open() as db:
            db.execute("DELETE FROM fact WHERE target = ? AND attribute = ?", (target, attribute))
            if value is not None:
                db.execute("INSERT INTO fact VALUES (?, ?, ?)", (target, attribute, value))
            effect = f"{target} {attribute}={value}"
            db.execute("INSERT INTO log (key, effect) VALUES (?, ?)", (key, effect))

    def get(self, target: str, attribute: str) -> str | None:
        query = "SELECT value FROM fact WHERE target = ? AND attribute = ?"
        with self._open() as db:
            row: tuple[str] | None = db.execute(query, (target, attribute)).fetchone()
            return None if row is None else row[0]

    def accounts(self, system: str) -> list[tuple[str, str, str, str]]:
        query = "SELECT id, number, mail, name FROM account WHERE system = ?"
        with self._open() as db:
            return list(db.execute(query, (system,)))

    def log(self) -> list[tuple[str, str]]:
        """(key, effect) of every write, oldest first, repeats included."""
        with self._open() as db:
            return list(db.execute("SELECT key, effect FROM log ORDER BY seq"))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=30)) as db, db:
            yield db


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    account: str
    to: str = ""
    after: str = ""


Hook = Callable[[str], None]


@dataclass
class SetValue(Capability[Any]):
    """Sets one attribute of one account from ``before`` to ``after``."""

    outside: Outside
    system: str
    name: str
    attribute: str
    after: str
    hook: Hook = lambda moment: None
    risk: Risk = Risk.MEDIUM
    reversal: Reversal = Reversal.EXACT
    rate: int = 1000
    params: type[Any] = field(default=Params)

    def __post_init__(self) -> None:
        self.spec = Spec(
            name=self.name,
            summary=f"Set the {self.attribute}",
            risk=self.risk,
            reversal=self.reversal,
            permissions=frozenset({"write"}),
            rate_limit=RateLimit(calls=self.rate, per=60.0),
            verify_within=0.0,
        )

    def plan(self, params: Params) -> Plan:
        self._tell("before plan")
        target = f"{self.system}:{params.account}"
        now = self.outside.get(target, self.attribute)
        wanted = self.after.format(to=params.to)
        if now == wanted:
            return Plan(self.key, ())
        return Plan(self.key, (Change(target, self.attribute, now, wanted),))

    def apply(self, plan: Plan, *, key: str) -> None:
        self._tell("before apply")
        for change in plan:
            self.outside.set(change.target, change.attribute, change.after, key=key)
        self._tell("after apply")

    def verify(self, plan: Plan) -> bool:
        found = all(self.outside.get(c.target, c.attribute) == c.after for c in plan)
        self._tell("after verify")
        return found

    def undo(self, plan: Plan, *, key: str) -> None:
        self._tell("before undo")
        for change in plan:
            if self.outside.get(change.target, change.attribute) == change.after:
                self.outside.set(change.target, change.attribute, change.before, key=key)

    def _tell(self, moment: str) -> None:
        self.hook(f"{self.key} {moment}")


@dataclass
class OutsideFinder:
    outside: Outside
    system: str
    hook: Hook = lambda moment: None

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        self.hook(f"find@{self.system}")
        full = f"{person.given_name} {person.family_name}"
        return tuple(
            Candidate(
                id=account,
                label=mail or account,
                name=name,
                identifiers={"employee_number": number, "mail": mail},
            )
            for account, number, mail, name in self.outside.accounts(self.system)
            if person.employee_number == number or person.mail == mail or name == full
        )
