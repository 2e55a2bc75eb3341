"""Processes as the kernel tells them.  One is named by pid, boot and start time together."""

from __future__ import annotations

import os
import pwd
import select
import signal
from dataclasses import dataclass

from steersman.connectors.services.on_host.telling import CANNOT_WRITE, UNAVAILABLE, Refused

LISTENING = "0A"  # the state of a listening socket in /proc/net/tcp
KILL_SECONDS = 5.0


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    started: int  # clock ticks after boot
    state: str  # R, S, D, T (stopped), Z (dead, not yet collected)
    name: str
    cpu_seconds: float
    memory_bytes: int

    @property
    def identity(self) -> str:
        """``4711@1f2e3d4c.88123``: never given to another process, as a pid alone is."""
        return f"{self.pid}@{boot()}.{self.started}"


def boot() -> str:
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
        return file.read()[:8]


def find_process(pid: int) -> Process | None:
    """``None``: there is no such process, or it is dead and only waits to be collected."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            said = file.read()
    except (FileNotFoundError, ProcessLookupError):
        return None
    head, _, tail = said.rpartition(")")
    field = tail.split()
    if field[0] in "ZX":
        return None
    ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    cpu, memory = (int(field[11]) + int(field[12])) / ticks, int(field[21]) * page
    name = head.partition("(")[2]
    return Process(pid, int(field[1]), int(field[19]), field[0], name, cpu, memory)


def all_processes() -> dict[int, Process]:
    pids = (int(entry) for entry in os.listdir("/proc") if entry.isdigit())
    return {pid: found for pid in pids if (found := find_process(pid)) is not None}


def descendants(pid: int, everything: dict[int, Process]) -> set[int]:
    """``pid`` itself and everything that it started, and that started."""
    family = {pid} & set(everything)
    while True:
        more = {each.pid for each in everything.values() if each.parent in family} - family
        if not more:
            return family
        family |= more


def holders(ports: set[int]) -> set[int]:
    """The pids of whatever listens on one of these TCP ports."""
    sockets = {f"socket:[{inode}]" for inode in _listening(ports)}
    return {int(pid) for pid in os.listdir("/proc") if pid.isdigit() and _holds(pid, sockets)}


def runs(pid: int, program: str) -> bool:
    try:
        return os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)") == program
    except OSError:
        return False


def user_of(pid: int) -> str:
    try:
        uid = os.stat(f"/proc/{pid}").st_uid
        return pwd.getpwuid(uid).pw_name
    except (FileNotFoundError, KeyError):
        return ""


def end(identity: str, grace: float) -> None:
    """SIGTERM, ``grace`` seconds, SIGKILL.  Another process with that pid is never hit."""
    pid = int(identity.partition("@")[0])
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        found = find_process(pid)
        if found is None or found.identity != identity:
            return
        for name in (signal.SIGTERM, signal.SIGCONT):  # one that is stopped cannot end itself
            signal.pidfd_send_signal(handle, name)
        if not _ended(handle, grace):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            if not _ended(handle, KILL_SECONDS):
                raise Refused(CANNOT_WRITE, f"process {pid} outlives SIGKILL: its disk hangs")
    except ProcessLookupError:
        return
    finally:
        os.close(handle)


def _ended(handle: int, seconds: float) -> bool:
    watch = select.poll()
    watch.register(handle, select.POLLIN)
    return bool(watch.poll(seconds * 1000))


def _listening(ports: set[int]) -> set[str]:
    inodes: set[str] = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as file:
                rows = [line.split() for line in file][1:]
        except FileNotFoundError:
            continue
        inodes |= {
            r[9] for r in rows if r[3] == LISTENING and int(r[1].rpartition(":")[2], 16) in ports
        }
    return inodes - {"0"}


def _holds(pid: str, sockets: set[str]) -> bool:
    try:
        handles = os.listdir(f"/proc/{pid}/fd")
    except FileNotFoundError:
        return False
    except PermissionError:
        raise Refused(
            UNAVAILABLE, "open files of other users cannot be seen: root is needed"
        ) from None
    return any(_leads_to(f"/proc/{pid}/fd/{handle}", sockets) for handle in handles)


def _leads_to(link: str, sockets: set[str]) -> bool:
    try:
        return os.readlink(link) in sockets
    except OSError:
        return False  # closed meanwhile
