"""The program itself: Terraform or OpenTofu, run in one folder, without ever asking anything.

Source: developer.hashicorp.com/terraform/cli/commands and .../internals/json-format.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from steersman.capabilities.connector import Secret
from steersman.connectors.terraform.settings import TerraformSettings
from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent, Transient

PLAN = "steersman.tfplan"
LOCK_FILE = ".terraform.lock.hcl"  # the providers that the template pins
LOCKED = 20.0  # seconds until a folder that somebody else works in is tried again
_MARKS = re.compile(r"\x1b\[[0-9;]*m|[╷│╵]")
_AWAY = (
    *("connection refused", "no such host", "i/o timeout", "timeout while waiting"),
    *("TLS handshake timeout", "RequestLimitExceeded", "Throttling", "context deadline exceeded"),
)
Json = dict[str, object]


class Program(Protocol):
    """Raises ``Transient`` when a provider or a lock is in the way, else ``Permanent``."""

    def version(self) -> str: ...

    def plan(self, folder: Path, *, destroy: bool = False) -> Json:
        """Plan into ``PLAN`` beside the configuration; what the plan says, sensitive values too."""
        ...

    def apply(self, folder: Path) -> None:
        """Carry out exactly the plan that lies there."""
        ...


@dataclass(frozen=True)
class CommandLine:
    """``secret``: lines ``NAME=value`` that the providers need to sign in."""

    settings: TerraformSettings
    secret: Secret | None = None

    def version(self) -> str:
        told = json.loads(self._run(Path("/"), "version", "-json"))
        return str(told.get("terraform_version", "of unknown version"))

    def plan(self, folder: Path, *, destroy: bool = False) -> Json:
        pinned = ("-lockfile=readonly",) if (folder / LOCK_FILE).exists() else ()
        self._run(folder, "init", "-input=false", "-no-color", *pinned)
        more = ("-destroy",) if destroy else ()
        self._run(folder, "plan", "-input=false", "-no-color", f"-out={PLAN}", *more)
        return self._json(folder, "show", "-json", PLAN)

    def apply(self, folder: Path) -> None:
        self._run(folder, "apply", "-input=false", "-no-color", PLAN)

    def _json(self, folder: Path, *words: str) -> Json:
        told = json.loads(self._run(folder, *words))
        if not isinstance(told, dict):
            raise Permanent(f"{self.settings.program} {words[0]} printed no JSON object")
        return told

    def _run(self, folder: Path, *words: str) -> str:
        program = shutil.which(self.settings.program)
        if program is None:
            raise Permanent(f"{self.settings.program} is not installed here: install it")
        try:
            done = subprocess.run(
                [program, *words],
                cwd=folder,
                env=self._environment(folder),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self.settings.longest,
                check=False,
            )
        except subprocess.TimeoutExpired:
            told = f"{self.settings.program} {words[0]} took over {self.settings.longest:.0f} s"
            raise Transient(f"{told}: what it began may stand", 60.0) from None
        if done.returncode == 0:
            return done.stdout.decode(errors="replace")
        fault = _fault((done.stderr or done.stdout).decode(errors="replace"), self._secrets())
        raise _error(f"{self.settings.program} {words[0]}: {fault}")

    def _environment(self, folder: Path) -> dict[str, str]:
        """Nothing of our own environment but the path: no variable reaches a provider unseen."""
        told = {
            "PATH": os.defpath + ":/usr/local/bin",
            "HOME": str(folder),
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            "CHECKPOINT_DISABLE": "1",
        }
        if self.settings.cli_config:
            told["TF_CLI_CONFIG_FILE"] = self.settings.cli_config
        return {**told, **self._secrets()}

    def _secrets(self) -> dict[str, str]:
        lines = self.secret().splitlines() if self.secret else []
        pairs = (line.partition("=") for line in lines if "=" in line)
        return {name.strip(): value.strip() for name, _, value in pairs}


def _fault(text: str, secrets: Mapping[str, str]) -> str:
    """The first error that Terraform tells, in one line and without any secret."""
    lines = [_MARKS.sub("", line).strip() for line in text.splitlines()]
    told = [line for line in lines if line]
    errors = [place for place, line in enumerate(told) if line.startswith("Error:")]
    start = errors[0] if errors else 0
    words = one_line(" ".join(told[start : start + 6]))[:600] or "it failed without a word"
    for value in filter(lambda each: len(each) > 3, secrets.values()):
        words = words.replace(value, "…")
    return words


def _error(text: str) -> Exception:
    if "state lock" in text:
        return Transient(f"{text}: somebody else works on it", LOCKED)
    if any(each.lower() in text.lower() for each in _AWAY):
        return Transient(text, LOCKED)
    return Permanent(text)
