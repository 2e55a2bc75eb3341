"""The command line as a person at a desk uses it, against a real server process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from company.process import wait_tcp
from steersman.cli.app import app
from tests.governor.outside import Outside

ROOT = Path(__file__).parents[2]
NOBODY = {"STEERSMAN_TOKEN": "", "STEERSMAN_TOKEN_FILE": "/nonexistent/token"}


def steersman(*words: object, **env: str) -> Result:
    """One command, by nobody, unless ``env`` says otherwise."""
    given = {**NOBODY, "STEERSMAN_URL": "http://127.0.0.1:9", **env}
    return CliRunner().invoke(app, [str(word) for word in words], env=given)


@dataclass(frozen=True)
class Office:
    """``people`` and ``tokens`` by first name; ``helen`` is HR, ``anna`` an approver."""

    url: str
    data: Path
    people: Mapping[str, str]
    tokens: Mapping[str, str]
    outside: Outside

    def run(self, who: str, *words: object, **env: str) -> Result:
        return steersman(*words, **self.env(who), **env)

    def env(self, who: str) -> dict[str, str]:
        return {"STEERSMAN_URL": self.url, "STEERSMAN_TOKEN": self.tokens.get(who, "")}

    def read(self, who: str, *words: object) -> Any:
        """The answer for programs, of a command that must succeed or be held."""
        told = self.run(who, *words, "--json")
        assert told.exit_code in (0, 3), told.output
        return json.loads(told.stdout)

    def leaver(self, who: str) -> str:
        """A leaver that HR asked for: rehearsed, and held for an approver."""
        successor = ("--successor", self.people["mary"])
        told = self.read("helen", "leave", self.people[who], *successor)
        assert told["status"] == "held", told
        number: str = told["number"]
        return number

    def digest(self, number: str) -> str:
        digest: str = self.read("anna", "plan", number)["digest"]
        return digest

    def done(self, who: str) -> str:
        """A leaver that was approved and carried out."""
        number = self.leaver(who)
        words = ("approve", number, "--digest", self.digest(number), "--wait")
        assert self.read("anna", *words)["status"] == "done"
        return number


@contextmanager
def opened(home: Path) -> Iterator[Office]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.server", str(home)],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        wait_tcp(told["port"], "Steersman")
        outside = Outside(str(home / "outside.db"))
        url = f"http://127.0.0.1:{told['port']}"
        yield Office(url, home / "data", told["people"], told["tokens"], outside)
    finally:
        process.terminate()
        process.wait(timeout=20)
