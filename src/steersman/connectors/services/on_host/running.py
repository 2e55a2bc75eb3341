"""Start, stop and restart a declared service; end one process of it or in its way."""

from __future__ import annotations

from steersman.connectors.services.on_host.action import Action, Change, Planned
from steersman.connectors.services.on_host.managers import (
    FAILED,
    RUNNING,
    STOPPED,
    Service,
    State,
    managed,
)
from steersman.connectors.services.on_host.membership import belonging, listens
from steersman.connectors.services.on_host.processes import boot, end, find_process
from steersman.connectors.services.on_host.telling import NOT_ALLOWED, USAGE, Refused

NO_PROCESS, NEW = "no process", "a new process"
ENDED, GRACE = "ended", 5.0


class Restart(Action):
    """The main process that runs at plan time is replaced, once."""

    kind, parameters = "service", ("service", "process")

    def plan(self, name: str, detail: str) -> Planned:
        asked = managed(name)
        state = asked.state()
        now = state.process or NO_PROCESS
        if detail not in ("", now):
            return Planned(warnings=[f"process {detail} of {name} is gone already"])
        return Planned([Change(f"service/{name}", "process", now, NEW)], _told(asked, state))

    def apply(self, change: Change) -> None:
        asked = managed(change.name)
        if (asked.state().process or NO_PROCESS) == change.before:
            asked.restart()

    def holds(self, change: Change) -> bool:
        asked = managed(change.name)
        state = asked.state()
        return state.word == RUNNING and state.process != change.before and listens(asked)


class Start(Action):
    """``undo`` stops it again, unless somebody else has by then."""

    kind, parameters, wanted = "service", ("service",), RUNNING

    def plan(self, name: str, detail: str) -> Planned:
        asked = managed(name)
        state = asked.state()
        now = self._stands(state)
        if now == self.wanted:
            return Planned()
        return Planned([Change(f"service/{name}", "state", now, self.wanted)], _told(asked, state))

    def apply(self, change: Change) -> None:
        self._make(managed(change.name), change.after)

    def undo(self, change: Change) -> None:
        self._make(managed(change.name), change.before)

    def holds(self, change: Change) -> bool:
        asked = managed(change.name)
        if self._stands(asked.state()) != change.after:
            return False
        return listens(asked) if change.after == RUNNING else True

    def _stands(self, state: State) -> str:
        """One that only tries to start does not run yet."""
        return RUNNING if state.word == RUNNING else STOPPED

    def _make(self, asked: Service, wanted: str) -> None:
        if wanted == RUNNING:
            if asked.state().word != RUNNING:
                asked.start()
        elif asked.state().word != STOPPED:
            asked.stop()


class Stop(Start):
    """``undo`` starts it again."""

    wanted = STOPPED

    def _stands(self, state: State) -> str:
        """One that tries to start again and again can be stopped too."""
        return STOPPED if state.word in (STOPPED, FAILED) else RUNNING


class EndProcess(Action):
    """Only a process that belongs to the service, or that holds one of its ports."""

    kind, parameters = "service", ("service", "process")

    def plan(self, name: str, detail: str) -> Planned:
        asked = managed(name)
        if not _alive(detail):
            return Planned(warnings=[f"process {detail} is gone already"])
        role = self._role(asked, detail)
        change = Change(f"service/{name}", f"process {detail}", RUNNING, ENDED)
        return Planned([change], [f"{role} of {name}: what it works on now is lost"])

    def apply(self, change: Change) -> None:
        asked, identity = managed(change.name), change.attribute.partition(" ")[2]
        if _alive(identity):
            self._role(asked, identity)
            end(identity, asked.given.number("grace", GRACE))

    def holds(self, change: Change) -> bool:
        return not _alive(change.attribute.partition(" ")[2])

    def _role(self, asked: Service, identity: str) -> str:
        roles = belonging(asked)
        pid = int(identity.partition("@")[0])
        if pid == 1 or pid not in roles:
            raise Refused(
                NOT_ALLOWED, f"process {pid} neither belongs to {asked.name} nor holds its port"
            )
        return roles[pid]


def _alive(identity: str) -> bool:
    pid, mark, rest = identity.partition("@")
    if not (mark and pid.isdigit() and pid.isascii() and rest):
        raise Refused(USAGE, f"{identity[:100]!r} is no process: give pid@boot.start as listed")
    if not rest.startswith(f"{boot()}."):
        return False
    found = find_process(int(pid))
    return found is not None and found.identity == identity


def _told(asked: Service, state: State) -> list[str]:
    """What a person should know before anything is done to it."""
    told = [f"{asked.name}: {state.word}, {state.detail}"] if state.word != RUNNING else []
    foreign = [role for role in belonging(asked).values() if role == "port holder"]
    if foreign:
        told.append(f"{len(foreign)} process(es) outside {asked.name} hold its port")
    return told
