"""Which programs of a company still run: a file of process ids in its state directory.

Each program is in a session of its own, so a killed parent leaves it behind; the next start (or
``python -m company down``) finds it here and ends it.  Linux only knows where to look (/proc).
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from company.process import Processes, wait_for

KEEPER = "company"  # the program that started the others


def remember(*groups: Processes) -> None:
    """Note down this program and all that it started; the groups share one state directory."""
    started = {name: process for group in groups for name, process in group.running.items()}
    pids = {name: process.pid for name, process in started.items()}
    write(groups[0].home, {KEEPER: os.getpid(), **pids})


def write(home: Path, pids: Mapping[str, int]) -> None:
    marks = {name: [pid, _born(pid)] for name, pid in pids.items()}
    _file(home).write_text(json.dumps(marks, indent=1))


def forget(home: Path) -> None:
    _file(home).unlink(missing_ok=True)


def still_running(home: Path) -> dict[str, int]:
    """Name to process id.  A number that another program got meanwhile does not count."""
    if not _file(home).exists():
        return {}
    marks: dict[str, list[int]] = json.loads(_file(home).read_text())
    return {name: pid for name, (pid, born) in marks.items() if born and _born(pid) == born}


def down(home: Path) -> dict[str, int]:
    """End what still runs: first the keeper, which ends the others in order, then the rest."""
    found = still_running(home)
    keeper = found.get(KEEPER)
    if keeper and keeper != os.getpid():
        os.kill(keeper, signal.SIGTERM)
        wait_for(lambda: KEEPER not in still_running(home), "the company to stop", 60)
    for name, pid in still_running(home).items():
        if name != KEEPER:
            _end(home, name, pid)
    forget(home)
    return found


def ended(processes: Processes) -> dict[str, str]:
    """Programs that ended by themselves since the last call: name to what is known of it."""
    gone = {}
    for name, process in list(processes.running.items()):
        if process.poll() is not None:
            log = processes.home / "log" / f"{name}.log"
            gone[name] = f"ended with exit code {process.returncode}; its log: {log}"
            del processes.running[name]
    return gone


def _end(home: Path, name: str, pid: int) -> None:
    os.killpg(pid, signal.SIGTERM)
    wait_for(lambda: name not in still_running(home), f"{name} to stop", 15)


def _file(home: Path) -> Path:
    return home / "running.json"


def _born(pid: int) -> int:
    """When the process began, in clock ticks since boot (proc(5), field 22); 0: it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] == "Z" and not _threads(pid) else int(fields[19])


def _threads(pid: int) -> int:
    """How many threads a dead program still has: its ports are taken until the last is gone."""
    try:
        return len(list(Path(f"/proc/{pid}/task").iterdir())) - 1
    except OSError:
        return 0
