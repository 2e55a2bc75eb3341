"""A declared test before a change is let in, and the reload after it."""

from __future__ import annotations

from steersman.connectors.services.on_host.declared import Declared
from steersman.connectors.services.on_host.managers import RUNNING, managed
from steersman.connectors.services.on_host.telling import CANNOT_WRITE, Refused, last_line, ran


def complaint(given: Declared) -> str:
    """What the declared test command says is wrong; empty: nothing, or there is no test."""
    argv = given.command("test")
    if not argv:
        return ""
    status, said = ran(argv)
    return last_line(said) if status else ""


def reload(given: Declared) -> None:
    """Run the declared reload command, or restart the declared service; neither: do nothing.

    A service that does not run has nothing to reload: to start it is another action.
    """
    argv, name = given.command("reload"), given.get("service")
    if argv:
        if name and managed(name).state().word != RUNNING:
            return
        status, said = ran(argv)
        if status:
            raise Refused(CANNOT_WRITE, f"reload of {given.target}: {last_line(said)}")
    elif name:
        managed(name).restart()
