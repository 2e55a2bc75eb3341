"""Start the whole sample company, keep watch over it, and stop it.

Everything is kept in one state directory: a second start goes on where the first one ended.
A program that dies is named and stays dead: an administrator must be able to trust what is shown.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import rmtree

from company import feed, running, systems
from company.process import LOOPBACK, Processes, ServiceFailed, wait_for
from company.sample.parts import FIRST_PORT, Part, Plan

CHECKOUT = Path(__file__).resolve().parents[2]
TITLE = "The sample company of `make run`.  Written anew at each start."


class SampleCompany:
    def __init__(self, home: Path, first_port: int = FIRST_PORT) -> None:
        self.plan = Plan(home.resolve(), first_port)
        self.processes = Processes(self.plan.home)

    @property
    def systems_file(self) -> Path:
        return self.plan.home / "systems.toml"

    @property
    def hr_file(self) -> Path:
        """The file of people that HR writes and Steersman polls."""
        return self.plan.hr_file

    @property
    def webhook_key_file(self) -> Path:
        return self.plan.home / "secrets" / "hr-webhook"

    def start(self) -> None:
        """Start all programs side by side; return when each answers and is filled."""
        self.plan.home.mkdir(parents=True, exist_ok=True)
        running.down(self.plan.home)  # what a killed run left behind
        parts = self.plan.parts()
        for part in parts:
            refuse_taken_ports(part, self.plan.first_port)
        try:
            for part in parts:
                self._once(part.name, "prepared", part.prepare)
                self.processes.start(part.name, part.argv, env={"PYTHONPATH": str(CHECKOUT)})
            running.remember(self.processes)
            self._files()
            with ThreadPoolExecutor(len(parts)) as crew:
                list(crew.map(self._ready, parts))
        except BaseException:
            self.stop()
            raise

    def ended(self) -> dict[str, str]:
        """Programs that ended by themselves since the last call: name to what is known of it."""
        return running.ended(self.processes)

    def stop(self) -> None:
        self.processes.stop_all()
        running.forget(self.plan.home)

    def reset(self) -> None:
        """Throw all state away, so that the next start is a first one."""
        rmtree(self.plan.home, ignore_errors=True)

    def _files(self) -> None:
        notices = systems.Notices(self.plan.smtp_port)
        systems.write(
            self.systems_file, self.plan.systems(), TITLE, feed=systems.Feed(), notices=notices
        )
        if not self.webhook_key_file.exists():
            systems.write_secret(self.webhook_key_file, secrets.token_hex(32))
        if not self.hr_file.exists():
            feed.write(self.hr_file)

    def _ready(self, part: Part) -> None:
        process = self.processes.running[part.name]
        wait_for(
            lambda: process.poll() is not None or all(map(_listens, part.ports)),
            f"{part.name} on {LOOPBACK}:{part.ports}",
        )
        if process.poll() is not None:
            last = "\n".join(self.processes.log(part.name).splitlines()[-5:])
            raise ServiceFailed(f"the sample's {part.name} ended at once:\n{last}")
        self._once(part.name, "filled", part.fill)

    def _once(self, name: str, what: str, job: Callable[[], None] | None) -> None:
        """Do ``job`` in the life of this state directory; one that was cut off is done again."""
        mark = self.plan.home / f"{name}-{what}"
        if job and not mark.exists():
            job()
            mark.touch()


def refuse_taken_ports(part: Part, first_port: int) -> None:
    """Say it in an administrator's words before a program fails in its own."""
    mend = f"choose another row of ports with --first-port (now {first_port}): "
    mend += f"make run FIRST_PORT={first_port + 1000}"
    for port in part.ports:
        refuse_taken(port, f"the sample's {part.name}", mend)


def refuse_taken(port: int, whose: str, mend: str) -> None:
    """Raise ``ServiceFailed`` when another program listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            taken = f"port {port} ({whose}) is taken by another program"
            raise ServiceFailed(f"{taken}: stop that, or {mend}") from error


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
