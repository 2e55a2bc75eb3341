"""Make ``.venv`` from nothing, or bring it up to date: ``setup.py runtime sample model [dev]``.

Needs Python 3.11 or newer and the package index that pip is configured for; every package is
checked against the hashes in ``requirements/``.  Does nothing when nothing changed.  ``model``
makes the model of meanings for searching documents; without it search is by words alone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
VENV = HOUSE / ".venv"
PYTHON = VENV / "bin" / "python"
MODEL = VENV / "share" / "steersman" / "minilm"
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
    changed = [_make_model() if group == "model" else _install(group) for group in groups]
    changed.append(_install_house())
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


def _make_model() -> bool:
    """From its published weights, with tools that are thrown away again.  Never stops set-up."""
    needs = [HOUSE / "requirements" / f"{name}.txt" for name in ("model", "weights")]
    makers = sorted((HOUSE / "scripts" / "model").glob("*.py"))
    stamp, now = MODEL / "made-from", "".join(map(_digest, (*needs, *makers)))
    if stamp.exists() and stamp.read_text() == now:
        return False
    print("setup: making the model that searches documents by meaning", flush=True)
    with tempfile.TemporaryDirectory(dir=VENV) as tools:
        listed = [word for path in needs for word in ("-r", path)]
        install = ("install", "--require-hashes", "--no-deps", "--target", tools, *listed)
        build: list[str | Path] = [PYTHON, makers[0].parent / "build.py", tools, MODEL]
        environment = {**os.environ, "PYTHONPATH": tools}
        made = _pip_did(*install) and subprocess.run(build, env=environment).returncode == 0
    if made:
        stamp.write_text(now)
    else:
        print("setup: no model (the reason stands above): search is by words alone", flush=True)
    return made


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
    if not _pip_did(*arguments):
        sys.exit("setup: pip could not install (its reason stands above); run make again")


def _pip_did(*arguments: str | Path) -> bool:
    options = ["-q", "--disable-pip-version-check", "--no-input"]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    run = subprocess.run([PYTHON, "-m", "pip", *options, *arguments], env=environment)
    return run.returncode == 0


def _quietly(*command: str | Path) -> bool:
    return subprocess.run(list(command), capture_output=True).returncode == 0


if __name__ == "__main__":
    main(sys.argv[1:])
