"""Make ``.venv`` from nothing, or bring it up to date: ``setup.py runtime sample [dev]``.

Needs Python 3.11 or newer and the package index that pip is configured for; every package is
checked against the hashes in ``requirements/``.  Does nothing when nothing changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
VENV = HOUSE / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
NO_PIP = """\
This Python cannot make environments with pip (on Debian and Ubuntu that is a package of its own).
Mend:  apt-get install python3-venv     then run make again.
"""


def main(groups: list[str]) -> None:
    began = time.monotonic()
    if sys.version_info < OLDEST:
        sys.exit(f"Steersman needs Python 3.11 or newer; {sys.executable} is {sys.version}")
    if not _usable():
        _make_environment()
    changed = [_install(group) for group in groups] + [_install_house()]
    if any(changed):
        print(f"setup: .venv is ready ({time.monotonic() - began:.0f} s)", flush=True)


def _usable() -> bool:
    """Whether ``.venv`` holds a Python that starts, with pip."""
    if not PYTHON.exists():
        return False
    return _quietly(PYTHON, "-m", "pip", "--version")


def _make_environment() -> None:
    print(f"setup: making .venv with Python {sys.version.split()[0]}", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if _quietly(sys.executable, "-m", "venv", VENV):
        return
    if _quietly(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV) and _borrow_pip():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    sys.exit(NO_PIP)


def _borrow_pip() -> bool:
    """Let the machine's own pip put one into ``.venv``, where ``ensurepip`` is missing."""
    return _quietly(sys.executable, "-m", "pip", "--python", PYTHON, "install", "-q", "pip")


def _install(group: str) -> bool:
    lock = HOUSE / "requirements" / f"{group}.txt"
    stamp, now = VENV / f"installed-{group}", _digest(lock)
    if stamp.exists() and stamp.read_text() == now:
        return False
    print(f"setup: installing the packages of {lock.relative_to(HOUSE)}", flush=True)
    _pip("install", "--require-hashes", "--no-deps", "-r", lock)
    stamp.write_text(now)
    return True


def _install_house() -> bool:
    """The project itself, editable, so that its command and entry points are there."""
    project = HOUSE / "pyproject.toml"
    stamp, now = VENV / "installed-house", _digest(project) + str(HOUSE)
    if stamp.exists() and stamp.read_text() == now:
        return False
    _pip("install", "--no-deps", "--no-build-isolation", "-e", HOUSE)
    stamp.write_text(now)
    return True


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _pip(*arguments: str | Path) -> None:
    options = ["-q", "--disable-pip-version-check", "--no-input"]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    run = subprocess.run([PYTHON, "-m", "pip", *options, *arguments], env=environment)
    if run.returncode != 0:
        sys.exit("setup: pip could not install (its reason stands above); run make again")


def _quietly(*command: str | Path) -> bool:
    return subprocess.run(list(command), capture_output=True).returncode == 0


if __name__ == "__main__":
    main(sys.argv[1:])
