"""Services under supervisord (its XML-RPC interface) and systemd (systemctl).

Sources: http://supervisord.org/api.html, systemctl(1).
"""

from __future__ import annotations

import http.client
import socket
import xmlrpc.client
from dataclasses import dataclass
from typing import Any

from steersman.connectors.services.on_host.declared import Declared, declared
from steersman.connectors.services.on_host.processes import find_process
from steersman.connectors.services.on_host.telling import (
    CANNOT_WRITE,
    NOT_ALLOWED,
    TRY_AGAIN,
    UNAVAILABLE,
    Refused,
    last_line,
    ran,
)

RUNNING, STARTING, STOPPED, FAILED = "running", "starting", "stopped", "failed"
SOCKET = "/run/supervisor.sock"
SECONDS = 50.0  # how long a service may take to stop and start
WORDS_OF_SUPERVISOR = {0: STOPPED, 10: STARTING, 20: RUNNING, 30: STARTING, 40: RUNNING}
WORDS_OF_SYSTEMD = {
    "active": RUNNING,
    "reloading": RUNNING,
    "deactivating": RUNNING,
    "activating": STARTING,
    "inactive": STOPPED,
}
BAD_NAME, ALREADY_STARTED, NOT_RUNNING = 10, 60, 70  # faults of supervisord


@dataclass(frozen=True)
class State:
    """How a service stands; ``process`` is the identity of its main process, or empty."""

    word: str
    process: str = ""
    detail: str = ""

    @property
    def pid(self) -> int:
        return int(self.process.partition("@")[0] or 0)


@dataclass(frozen=True)
class Service:
    """One declared service and the manager that runs it."""

    given: Declared

    @property
    def name(self) -> str:
        return self.given.name

    @property
    def ports(self) -> set[int]:
        return {int(port) for port in self.given.words("ports")}

    def state(self) -> State:
        return _systemd_state(self._unit) if self._by_systemd else self._supervisor_state()

    def start(self) -> None:
        self._do("start")

    def stop(self) -> None:
        self._do("stop")

    def restart(self) -> None:
        if self._by_systemd:
            return _systemctl("restart", self._unit)
        self._do("stop")
        self._do("start")

    def _do(self, what: str) -> None:
        if self._by_systemd:
            return _systemctl(what, self._unit)
        supervisor = _supervisor(self.given.get("socket", SOCKET))
        call = supervisor.startProcess if what == "start" else supervisor.stopProcess
        try:
            call(self._unit, True)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode not in (ALREADY_STARTED, NOT_RUNNING):
                said = f"supervisord cannot {what} {self._unit}: {fault.faultString}"
                raise Refused(CANNOT_WRITE, said) from None
        except OSError as broken:
            raise Refused(UNAVAILABLE, f"supervisord does not answer: {broken}") from None
        return None

    def _supervisor_state(self) -> State:
        try:
            told = _supervisor(self.given.get("socket", SOCKET)).getProcessInfo(self._unit)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode == BAD_NAME:
                raise Refused(NOT_ALLOWED, f"supervisord has no program {self._unit}") from None
            raise Refused(TRY_AGAIN, f"supervisord: {fault.faultString}") from None
        except OSError as broken:
            raise Refused(UNAVAILABLE, f"supervisord does not answer: {broken}") from None
        word = WORDS_OF_SUPERVISOR.get(told["state"], FAILED)
        return State(word, _identity(told["pid"]), f"{told['statename']} {told['description']}")

    @property
    def _unit(self) -> str:
        unit = self.given.get("unit", self.given.name)
        if unit.startswith("-"):
            raise Refused(NOT_ALLOWED, f"{unit} is no name of a unit")
        return unit

    @property
    def _by_systemd(self) -> bool:
        return self.given.get("manager", "supervisor") == "systemd"


def managed(name: str) -> Service:
    return Service(declared("service", name))


def _identity(pid: int) -> str:
    found = find_process(pid) if pid else None
    return found.identity if found else ""


def _systemd_state(unit: str) -> State:
    wanted = "LoadState,ActiveState,SubState,MainPID,Result"
    status, said = ran(["systemctl", "show", f"--property={wanted}", "--", unit])
    if status:
        raise Refused(UNAVAILABLE, f"systemd does not answer: {last_line(said)}")
    told = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    if told.get("LoadState") in ("not-found", "masked"):
        raise Refused(NOT_ALLOWED, f"unit {unit} is {told['LoadState']} in systemd")
    word = WORDS_OF_SYSTEMD.get(told.get("ActiveState", ""), FAILED)
    detail = f"{told.get('ActiveState')} ({told.get('SubState')}), result {told.get('Result')}"
    return State(word, _identity(int(told.get("MainPID") or 0)), detail)


def _systemctl(what: str, unit: str) -> None:
    status, said = ran(["systemctl", "--no-ask-password", what, "--", unit], SECONDS)
    if status:
        raise Refused(CANNOT_WRITE, f"systemctl {what} {unit}: {last_line(said)}")


def _supervisor(path: str) -> Any:
    """The methods of supervisord; XML-RPC gives them no types."""
    return xmlrpc.client.ServerProxy("http://supervisor", transport=_Local(path)).supervisor


class _Local(xmlrpc.client.Transport):
    """XML-RPC over supervisord's own socket, as supervisorctl does."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: object) -> http.client.HTTPConnection:
        return _LocalConnection(self._path)


class _LocalConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)
