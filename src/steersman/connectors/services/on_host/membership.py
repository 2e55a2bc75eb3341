"""Which processes are a service's, and which are in its way."""

from __future__ import annotations

import os
import socket

from steersman.connectors.services.on_host.managers import Service
from steersman.connectors.services.on_host.processes import (
    all_processes,
    descendants,
    holders,
    runs,
)

MAIN, CHILD, HOLDER, LEFT = "main process", "child process", "port holder", "left-over process"


def belonging(asked: Service) -> dict[int, str]:
    """pid → what it is to the service.  Our own ancestors and process 1 never belong."""
    everything = all_processes()
    main = asked.state().pid
    family = descendants(main, everything) if main else set()
    roles = dict.fromkeys(family, CHILD)
    program = asked.given.get("program")
    if program:
        left = {pid for pid in everything if pid not in family and runs(pid, program)}
        roles.update(dict.fromkeys(left, LEFT))
    for pid in holders(asked.ports) - family if asked.ports else ():
        roles[pid] = HOLDER
    if main in family:
        roles[main] = MAIN
    for ours in _our_own():
        roles.pop(ours, None)
    return roles


def listens(asked: Service) -> bool:
    """Whether each declared port takes a connection; true where none is declared."""
    address = asked.given.get("address", "127.0.0.1")
    return all(accepts(address, port) for port in asked.ports)


def accepts(address: str, port: int, seconds: float = 2.0) -> bool:
    try:
        with socket.create_connection((address, port), timeout=seconds):
            return True
    except OSError:
        return False


def _our_own() -> set[int]:
    """Ourselves, the sudo and the sshd that carry us, and process 1."""
    everything, pid, ours = all_processes(), os.getpid(), {1}
    while pid in everything and pid not in ours:
        ours.add(pid)
        pid = everything[pid].parent
    return ours
