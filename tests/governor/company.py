"""A small company to run work in, and the words the tests use for it."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from steersman.bootstrap import Steersman
from steersman.bootstrap.connect import Connected
from steersman.bootstrap.steersman import Parts
from steersman.capabilities.contract import Capability
from steersman.domain.sources import Source
from steersman.records import migrate
from steersman.records.desk.work import Request
from steersman.records.store import connect
from steersman.settings.product import Settings
from tests.governor.outside import Hook, Outside, OutsideFinder, SetValue

HR = Source(name="hr", recency=0.0, feed="test")
SYSTEMS = ("directory", "mail", "saas")
CUT = [
    "directory:d-1000 sign-in=disabled",
    "saas:s-1000 sign-in=disabled",
    "mail:m-1000 sessions=none",
    "mail:m-1000 reader=m-1001",
]


@cache
def _migrated() -> Path:
    """A folder with a database whose migrations have run, made once in a process and copied."""
    made = Path(tempfile.mkdtemp(prefix="steersman-migrated-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    store = connect(f"sqlite:///{made}/records.db")
    migrate.upgrade(store)
    store.dispose()
    return made


def no_hook(moment: str) -> None:
    """Nothing happens at any moment."""


def capabilities(outside: Outside, hook: Hook = no_hook) -> dict[str, Capability[Any]]:
    every: list[Capability[Any]] = [
        SetValue(outside, "directory", "account.disable", "sign-in", "disabled", hook),
        SetValue(outside, "saas", "account.disable", "sign-in", "disabled", hook),
        SetValue(outside, "mail", "session.end", "sessions", "none", hook),
        SetValue(outside, "mail", "mailbox.delegate", "reader", "{to}", hook),
    ]
    return {capability.key: capability for capability in every}


@dataclass
class Company:
    path: Path
    database_url: str  # empty: SQLite

    def __post_init__(self) -> None:
        self.outside = Outside(str(self.path / "outside.db"))
        if not self.database_url and not (self.path / "data").exists():
            shutil.copytree(_migrated(), self.path / "data")

    def settle_in(self, steersman: Steersman) -> dict[str, str]:
        """Two people, Jane and her manager Mary, with an account in each system."""
        mary = self._hire(steersman, "1001", "Mary", "Boss", "")
        jane = self._hire(steersman, "1000", "Jane", "Doe", mary)
        return {"jane": jane, "mary": mary}

    def hire(self, steersman: Steersman, number: str, given: str, family: str) -> str:
        return self._hire(steersman, number, given, family, "")

    def _hire(
        self, steersman: Steersman, number: str, given: str, family: str, manager: str
    ) -> str:
        mail = f"{given}.{family}@example.org".lower()
        person = {"employee_number": number, "given_name": given, "family_name": family}
        rest = {"mail": mail, "department": "sales", "manager": manager}
        source = replace(HR, native_key=number)
        hired = steersman.people.add({**person, **rest}, by="system:test", source=source)
        for system in SYSTEMS:
            account = f"{system[0]}-{number}"
            self.outside.hire(system, account, number, mail, f"{given} {family}")
        return hired.id

    def leaves(self, steersman: Steersman, person: str) -> None:
        left = {"employment_status": "terminated"}
        number = steersman.people.get(person).employee_number
        source = replace(HR, native_key=number)
        steersman.people.change(person, left, by="system:test", source=source)

    def settings(self, worker: str = "local") -> Settings:
        return Settings(
            data=self.path / "data",
            database_url=self.database_url,
            worker=worker,
            beat_every=0.3,
            dead_after=1.5,
        )

    @contextmanager
    def open(
        self, hook: Hook = no_hook, worker: str = "local", **parts: Any
    ) -> Iterator[Steersman]:
        finders = {system: OutsideFinder(self.outside, system, hook) for system in SYSTEMS}
        connected = Connected(extra=capabilities(self.outside, hook), extra_finders=finders)
        connected = parts.pop("connected", connected)
        steersman = Steersman(self.settings(worker), Parts(connected=connected, **parts))
        steersman.open()
        try:
            yield steersman
        finally:
            steersman.close()

    def start_worker(self, worker: str, mode: str, at: str = "") -> subprocess.Popen[str]:
        """A worker in a process of its own, which ``mode`` makes die or freeze ``at`` a moment."""
        command = [sys.executable, "-m", "tests.governor.worker", str(self.path)]
        root = Path(__file__).parents[2]
        return subprocess.Popen(
            [*command, self.database_url, worker, mode, at],
            env={**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"},
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )

    @property
    def effects(self) -> list[str]:
        """What was really done, in the outside systems' own words."""
        return [effect for _, effect in self.outside.log()]


def leaver(subject: str, successor: str = "", **more: Any) -> Request:
    params = {"successor": successor, **more.pop("params", {})}
    asked = {"procedure": "leaver", "requester": "system:hr-feed", "subject": subject}
    return Request(**{**asked, "params": params, **more})


def next_result(steersman: Steersman) -> Mapping[str, Any]:
    (run,) = steersman.tick()
    return steersman.finish(run)


def was_killed(process: subprocess.Popen[str]) -> bool:
    return process.wait(timeout=60) == -signal.SIGKILL
