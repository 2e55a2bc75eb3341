"""The systems file: which systems Steersman is connected to, with the secrets in files beside it.

One ``[[systems]]`` table each, with ``name``, ``kind`` and the connector's own settings under
``[systems.settings]``.  A secret is a file that only its owner may read, named ``file:PATH``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Value = str | int | bool | Sequence[str] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class System:
    """``secrets`` maps a setting's name (``x_secret``, or ``part.x_secret``) to its value."""

    name: str
    kind: str
    settings: Mapping[str, Value]
    secrets: Mapping[str, str] = field(default_factory=dict)
    access_group: str = ""  # the directory's group whose members may sign in here


# What people call each system, and whose accounts are the directory's.
ABOUT: Mapping[str, Mapping[str, Value]] = {
    "directory": {"aliases": ["LDAP", "sign-in"], "identity_source": True},
    "mail": {
        "aliases": ["email", "e-mail", "mailbox"],
        "accounts_from": "directory",
    },
    "calendar": {"aliases": ["CalDAV"], "accounts_from": "directory"},
    "crm": {"aliases": ["CRM"]},
    "slack": {"aliases": ["Slack", "chat"]},
    "vpn": {"aliases": ["VPN"]},
}


@dataclass(frozen=True, slots=True)
class Feed:
    """Where HR's people come from, relative to the systems file."""

    file: str = "hr/people.csv"
    webhook_secret: str = "file:secrets/hr-webhook"
    poll_every: float = 5.0

    def table(self) -> str:
        rows = [f"file = {_toml(self.file)}", f"webhook_secret = {_toml(self.webhook_secret)}"]
        return "\n".join(["[hr]", *rows, f"poll_every = {self.poll_every}", ""])


@dataclass(frozen=True, slots=True)
class Notices:
    """The mail server that takes notices and approval links."""

    port: int
    sender: str = "steersman@meridian.test"

    def table(self) -> str:
        return f'[mail]\nhost = "127.0.0.1"\nport = {self.port}\nsender = {_toml(self.sender)}\n'


def write(
    path: Path, systems: Sequence[System], title: str, *, feed: Feed, notices: Notices
) -> None:
    """Write the systems file at ``path`` and the secrets under ``secrets/`` next to it."""
    secrets = path.parent / "secrets"
    secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
    tables = [_table(system, secrets.resolve()) for system in systems]
    head = [f"# {title}\n", feed.table(), notices.table()]
    path.write_text("\n".join([*head, *tables]))


def write_secret(path: Path, value: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(value)


def _table(system: System, secrets: Path) -> str:
    settings: dict[str, Value] = dict(system.settings)
    for setting, value in system.secrets.items():
        place = secrets / f"{system.name}-{setting.replace('_secret', '').replace('.', '-')}"
        write_secret(place, value)
        part, _, name = setting.rpartition(".")
        if part:
            settings[part] = {**_mapping(settings[part]), name: f"file:{place}"}
        else:
            settings[name] = f"file:{place}"
    lines = [f"{key} = {_toml(value)}" for key, value in settings.items()]
    head = ["[[systems]]", f"name = {_toml(system.name)}", f"kind = {_toml(system.kind)}"]
    about = [f"{key} = {_toml(value)}" for key, value in ABOUT.get(system.name, {}).items()]
    if system.access_group:
        about.append(f"access_group = {_toml(system.access_group)}")
    return "\n".join([*head, *about, "[systems.settings]", *lines, ""])


def _mapping(value: Value) -> Mapping[str, Value]:
    assert isinstance(value, Mapping)
    return value


def _toml(value: Value) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, (str, bool, int)):
        return json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML basic string
    return "[" + ", ".join(_toml(item) for item in value) + "]"
