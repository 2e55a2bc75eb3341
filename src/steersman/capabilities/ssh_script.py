"""A fixed shell script run as root on a host over SSH, and what its exit statuses mean.

Two ways to run it.  Without a helper the script itself travels in the command, which needs
unrestricted sudo.  With ``helper`` the administrator installs the same file on the host and
allows sudo for that one file: the credential can then do what the script does, and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import Field

from steersman.capabilities.connector import Check
from steersman.capabilities.ssh import Answer, Shell
from steersman.capabilities.ssh_connection import SshSettings
from steersman.domain.errors import NeedsPerson, Permanent, Transient

# The statuses of sysexits.h, which our scripts keep to.
DATA_CONTRADICTS, UNAVAILABLE, CANNOT_WRITE, TRY_AGAIN, NOT_ALLOWED = 65, 69, 73, 75, 77
OURS = (64, DATA_CONTRADICTS, 66, 67, UNAVAILABLE, CANNOT_WRITE, NOT_ALLOWED, 78)
UNRESTRICTED = ("NOPASSWD: ALL", "(ALL) ALL", "(ALL : ALL) ALL")


class ScriptSettings(SshSettings):
    """How to reach a host, and how the script runs there."""

    helper: str = Field(
        default="",
        pattern=r"^(/[A-Za-z0-9_./-]+)?$",
        description="the script's path on the host; empty: it is sent with each call",
        examples=["/usr/local/sbin/steersman-host"],
    )


class SudoRefused(Permanent):
    """sudo does not let our user run the script."""


@dataclass(frozen=True, slots=True)
class RootScript:
    """Runs verbs of one script on one host.  Arguments reach it as they are: nothing expands."""

    shell: Shell
    settings: ScriptSettings
    name: str  # "steersman-host"
    text: str = field(repr=False)

    def call(self, verb: str, *arguments: str, stdin: bytes = b"") -> bytes:
        """Standard output of the verb.  Raises what the exit status and standard error say."""
        answer = self.shell.run([*self._prefix(), verb, *arguments], stdin)
        if answer.status != 0:
            raise self._error(verb, answer)
        return answer.output

    def sudo_rights(self) -> str:
        """What ``sudo -l`` lists for our user; reads only."""
        answer = self.shell.run(["sudo", "-n", "-l"])
        return answer.output.decode(errors="replace") if answer.status == 0 else ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def _prefix(self) -> list[str]:
        sudo = ["sudo", "-n", "--"] if self.settings.sudo else []
        if self.settings.helper:
            return [*sudo, self.settings.helper]
        return [*sudo, "sh", "-c", self.text, self.name]

    def _error(self, verb: str, answer: Answer) -> Exception:
        said = answer.error.splitlines()[-1] if answer.error else "it said nothing"
        where = f"{self.settings.address}: {self.name} {verb}"
        if said.startswith("sudo:") or "is not allowed to execute" in answer.error:
            return SudoRefused(
                f"{where}: sudo refuses {self.settings.user}: {said}; {self._mend()}"
            )
        if answer.status == TRY_AGAIN:
            return Transient(f"{where}: {said}", 1.0)
        if answer.status == DATA_CONTRADICTS:
            return NeedsPerson(f"{where}: {said}")
        if answer.status in OURS:
            return Permanent(f"{where}: {said}")
        return Permanent(f"{where}: status {answer.status}, {said}")

    def _mend(self) -> str:
        what = self.settings.helper or "ALL, or set helper"
        return f"add to sudoers: {self.settings.user} ALL=(root) NOPASSWD: {what}"


def check_rights(script: RootScript, permissions: Sequence[str], *arguments: str) -> Check:
    """Reach the host, run the script's ``check`` verb, and compare rights held with needed.

    The verb prints ``user=``, ``host=``, ``missing=`` and ``unknown=`` lines.  Its arguments are
    the SHA-256 of our copy of the script, to tell an old helper, and then ``arguments``.
    """
    where = f"{script.settings.user}@{script.settings.address}:{script.settings.port}"
    try:
        facts = _facts(script.call("check", script.digest, *arguments))
    except SudoRefused as refused:
        return Check(True, f"{where} answers, but {refused}", missing=tuple(sorted(permissions)))
    except (Transient, Permanent, NeedsPerson) as failed:
        return Check(False, str(failed))
    detail = f"{where} answers as {', '.join(facts.get('host', ['a host']))}"
    if facts.get("user") != ["root"]:
        missing = (*sorted(permissions), *facts.get("missing", []))
    else:
        missing = tuple(facts.get("missing", []))
    return Check(True, detail, missing, _excessive(script), tuple(facts.get("unknown", [])))


def _facts(output: bytes) -> dict[str, list[str]]:
    facts: dict[str, list[str]] = {}
    for line in output.decode(errors="replace").splitlines():
        key, _, value = line.partition("=")
        facts.setdefault(key, []).append(value)
    return facts


def _excessive(script: RootScript) -> tuple[str, ...]:
    if not script.settings.sudo:
        return ("signs in as root: use a user of its own with sudo for the helper alone",)
    rights = script.sudo_rights()
    if any(line.strip().endswith(UNRESTRICTED) for line in rights.splitlines()):
        return (f"sudo for every command: install {script.name} and allow sudo for it alone",)
    return ()
