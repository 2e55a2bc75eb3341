"""Starting this process anew: refused before anything stops when the new start would fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from steersman.bootstrap.connect import connect
from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.governor.policies.files import load as load_policies
from steersman.records.guard.workers import Workers
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.servicedesk.hr.feed import zone_of
from steersman.settings.product import Settings
from steersman.settings.secrets import secret
from steersman.settings.systems import System, Systems, load_systems
from steersman.web.core import Differences

OTHERS = ("hr", "mail", "syslog", "alert_mail")  # tables of the systems file that are no system
ANOTHER_WAY = "restart it the way it was started: its service, its container or its terminal"


@dataclass
class Restarting:
    """``comes_again``: whoever started this process starts it anew once it has ended for that.

    ``mark`` is another one after each start; its first part is the worker's name.
    """

    settings: Settings
    declared: Systems
    ledger: Ledger
    workers: Workers
    clock: Clock
    comes_again: bool = False
    asked: bool = False
    mark: str = field(default="")
    _stop: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        self.mark = f"{self.settings.worker}:{uuid4().hex[:12]}"

    def is_back(self, mark: str) -> bool:
        """Whether the worker that had ``mark`` has started since.  Another worker cannot tell."""
        return mark != self.mark and mark.rpartition(":")[0] == self.settings.worker

    def stops_by(self, stop: Callable[[], None]) -> None:
        """What ends the server in good order; called from any thread."""
        self._stop = stop

    def stay_down(self) -> None:
        """Somebody told the process to end: that counts more than to begin again."""
        self.asked = False

    def differences(self) -> Differences:
        """What the systems file says by now and this process does not do yet."""
        try:
            new = load_systems(self.settings.declared_in)
        except Permanent as error:
            return Differences(fault=str(error))
        then, now = _by_name(self.declared), _by_name(new)
        return Differences(
            added=tuple(name for name in now if name not in then),
            changed=tuple(n for n in now if n in then and now[n] != then[n]),
            removed=tuple(name for name in then if name not in now),
            others=tuple(n for n in OTHERS if getattr(self.declared, n) != getattr(new, n)),
        )

    def other_workers(self) -> tuple[str, ...]:
        """Those that live beside this one; each is restarted for itself."""
        lives = self.workers.alive(self.settings.dead_after)
        return tuple(name for name in lives if name != self.settings.worker)

    def ask(self, *, by: str) -> None:
        """Stop in good order and start anew.  Raises ``Permanent`` while all still runs."""
        stop = self._stop
        if not self.comes_again or stop is None:
            raise Permanent(f"this process cannot start itself again: {ANOTHER_WAY}")
        self._try_out()
        told = self.differences()
        body: Json = {"worker": self.settings.worker, "by": by, "adds": list(told.added)}
        body |= {"changes": list(told.changed), "removes": list(told.removed)}
        now = self.clock.now()
        key = f"worker/{self.settings.worker}/restart/{now!r}"
        self.ledger.record(Entry(key, "restart", now, body))
        self.asked = True
        stop()

    def _try_out(self) -> None:
        """Read the files that a start reads, without asking any system."""
        try:
            new = load_systems(self.settings.declared_in)
            connect(new).close()
            for reference in _references(new):
                secret(reference, folder=new.folder)
            if new.hr is not None:
                zone_of(new.hr.time_zone)
            load_policies(self.settings.policies)
        except Permanent as error:
            raise Permanent(f"it would not start again, so it goes on as it is: {error}") from error


def _by_name(declared: Systems) -> Mapping[str, System]:
    return {system.name: system for system in declared.systems}


def _references(declared: Systems) -> list[str]:
    hr, mail = declared.hr, declared.mail
    found = [hr.webhook_secret if hr else "", mail.password_secret if mail else ""]
    return [reference for reference in found if reference]
