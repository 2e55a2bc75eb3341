"""Where states are: a file, a folder of them, or Terraform's HTTP backend.

Source: developer.hashicorp.com/terraform/language/backend/http: GET of the address gives the
state; there is none yet where it answers 404 or without a body.
"""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from steersman.capabilities.connector import Secret
from steersman.capabilities.json_api import JsonApi
from steersman.capabilities.json_errors import NotFound
from steersman.connectors.terraform.settings import TerraformSettings
from steersman.domain.errors import Permanent

LARGEST = 100_000_000  # bytes of a file
MOST = 2_000  # states of a folder
_ENDING = ".tfstate"
_WORKING = ".terraform"  # where Terraform keeps what it fetched


@dataclass(frozen=True, slots=True)
class Held:
    """A state, not looked at yet; ``fault`` says why it is none."""

    name: str
    told: object = None
    fault: str = ""


class StateReader(Protocol):
    """``Transient`` when nothing answers, ``Permanent`` when nothing can be read there."""

    def states(self) -> Iterator[Held]:
        """Every state that is there; of a folder each with its own fault."""
        ...

    def readable_by_all(self) -> tuple[str, ...]:
        """Files that everybody on this machine may read."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class StateFiles:
    """A state file, or all that end in ``.tfstate`` in a folder and below it.

    ``may_be_empty``: the folder of environments, in which nothing may stand yet.
    """

    path: Path
    may_be_empty: bool = False

    def states(self) -> Iterator[Held]:
        if self.may_be_empty and not self.path.exists():
            return
        if not self.path.is_dir():
            yield Held(self.path.name, _read(self.path))
            return
        for path in self._found():
            name = path.relative_to(self.path).as_posix()
            try:
                yield Held(name, _read(path))
            except Permanent as error:
                yield Held(name, fault=str(error))

    def readable_by_all(self) -> tuple[str, ...]:
        files = self._found() if self.path.is_dir() else [self.path]
        files = [each for each in files if each.exists()]
        return tuple(str(each) for each in files if each.stat().st_mode & stat.S_IROTH)

    def close(self) -> None:
        """Nothing is kept open."""

    def _found(self) -> list[Path]:
        """Links are not followed: what lies elsewhere was not declared."""
        found: list[Path] = []
        for folder, below, files in os.walk(self.path):
            below[:] = sorted(each for each in below if each != _WORKING)
            paths = (Path(folder) / each for each in sorted(files) if each.endswith(_ENDING))
            found += [each for each in paths if not each.is_symlink()]
            if len(found) > MOST:
                raise Permanent(f"{self.path} holds over {MOST} states: divide it among systems")
        if not found and not self.may_be_empty:
            raise Permanent(f"{self.path} holds no file that ends in {_ENDING}")
        return found


class HttpBackend:
    """One state on a server that speaks the protocol of Terraform's HTTP backend."""

    def __init__(self, settings: TerraformSettings, password: Secret | None) -> None:
        server, self._path = settings.backend()
        self._user, self._password = settings.user, password
        self._api = JsonApi(server, self._sign_in)

    def states(self) -> Iterator[Held]:
        try:
            yield Held(self._path, self._api.get(self._path).body)
        except NotFound as error:
            raise Permanent(f"{error}; is there a state at this address?") from None

    def readable_by_all(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        self._api.close()

    def _sign_in(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        if self._password is None:
            return {}, ()
        password = self._password()
        both = base64.b64encode(f"{self._user}:{password}".encode()).decode()
        return {"Authorization": f"Basic {both}"}, (password, both)


def _read(path: Path) -> object:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Permanent(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise Permanent(f"{path} has over {LARGEST} bytes: divide the state")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Permanent(f"{path} is no sound JSON: is it a state, and is it whole?") from None
