"""The folders in which environments live: one each, with its configuration, values and state."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from steersman.connectors.terraform.environments.program import Json, Program
from steersman.connectors.terraform.environments.template import (
    Template,
    Value,
    files_of,
    template_at,
    templates_in,
)
from steersman.domain.canonical import canonical
from steersman.domain.errors import Permanent, Transient

RECORD = "environment.json"
VALUES = "steersman.auto.tfvars.json"
STATE = "terraform.tfstate"
LOCK = ".steersman.lock"
ID = re.compile(r"env-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Built:
    """What an environment was built from, with the cost and the risk that people agreed to."""

    template: str
    digest: str  # of the template's content
    values: str  # canonical JSON
    cost: str = ""
    risk: str = ""
    disposable: str = ""  # "yes": nothing in it is missed when its time is over

    def as_json(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__slots__}


class Task(Enum):
    """What is done with an environment, and so which configuration counts."""

    BUILD = "build"  # from the template
    CORRECT = "correct"  # back to what it was built from
    REMOVE = "remove"


class Workshop(Protocol):
    """Where environments are built.  The real one and the fake both have exactly these.

    ``Transient``: somebody else works on it, or a provider is away; else ``Permanent``.
    """

    def templates(self) -> Iterator[Template | str]: ...

    def template(self, name: str) -> Template: ...

    def built(self, environment: str) -> Built | None:
        """``None``: there is no such environment."""
        ...

    def plan(self, environment: str, built: Built, task: Task) -> Json:
        """What would change; nothing is left behind."""
        ...

    def change(
        self, environment: str, built: Built, task: Task, check: Callable[[Json], None]
    ) -> None:
        """Plan again, let ``check`` look at it (it raises), and carry out exactly that plan.

        What it was built from is kept beside it; of a removed one nothing stays but its record.
        """
        ...

    def version(self) -> str: ...


@dataclass(frozen=True)
class Folders:
    """Environments under ``live``, built from the templates beside it."""

    live: Path
    offered: Path
    program: Program

    def templates(self) -> Iterator[Template | str]:
        return templates_in(self.offered)

    def template(self, name: str) -> Template:
        known = [each for each in self.templates() if not isinstance(each, str)]
        found = [each for each in known if each.name == name]
        if not found:
            names = ", ".join(each.name for each in known) or "none"
            raise Permanent(f"there is no template {name!r}; there are: {names}")
        return found[0]

    def built(self, environment: str) -> Built | None:
        path = self._folder(environment) / RECORD
        if not path.exists():
            return None
        try:
            return Built(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise Permanent(f"{path} cannot be read: {error}") from error

    def plan(self, environment: str, built: Built, task: Task) -> Json:
        with tempfile.TemporaryDirectory(prefix="steersman-plan-") as scratch:
            folder = Path(scratch)
            self._furnish(folder, environment, built, task)
            state = self._folder(environment) / STATE
            if state.exists():
                shutil.copyfile(state, folder / STATE)
            return self.program.plan(folder, destroy=task is Task.REMOVE)

    def change(
        self, environment: str, built: Built, task: Task, check: Callable[[Json], None]
    ) -> None:
        folder = self._folder(environment)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(folder):
            self._furnish(folder, environment, built, task)
            check(self.program.plan(folder, destroy=task is Task.REMOVE))
            self.program.apply(folder)
            if task is Task.REMOVE:
                (folder / RECORD).unlink(missing_ok=True)
            else:
                _write(folder / RECORD, canonical(built.as_json()))

    def version(self) -> str:
        return self.program.version()

    def _furnish(self, folder: Path, environment: str, built: Built, task: Task) -> None:
        """The configuration as decided; what stands is looked after with its own copy of it."""
        if task is Task.BUILD:
            template = template_at(self.offered / built.template)
            if template.digest != built.digest:
                raise Permanent(f"the template {built.template} has changed since: plan again")
            _copy(template.folder, folder)
        elif folder != self._folder(environment):
            _copy(self._folder(environment), folder)
        _write(folder / VALUES, built.values)

    def _folder(self, environment: str) -> Path:
        if not ID.fullmatch(environment):
            raise Permanent(f"{environment!r} is no id of an environment")
        return self.live / environment


def _copy(source: Path, folder: Path) -> None:
    """The configuration of ``source`` and nothing else: what was dropped from it goes."""
    wanted = {each.relative_to(source): each for each in files_of(source)}
    for old in files_of(folder):
        if old.relative_to(folder) not in wanted and old.name not in (RECORD, LOCK):
            old.unlink()
    for name, each in wanted.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(each, folder / name)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One change at a time, also among processes."""
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Transient(f"{folder.name} is being changed at this moment", 20.0) from None
        yield


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and readable to us alone: values may be secrets."""
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def values_text(values: Mapping[str, Value]) -> str:
    return canonical(dict(values))
