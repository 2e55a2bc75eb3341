"""The systems file: one TOML file that says what is connected and how it is reached.

Secrets stand elsewhere.  The same file format points the product at the sample company, at a test
company or at your own servers.
"""

from __future__ import annotations

import re
import tomllib
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from steersman.domain.errors import Permanent

NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
GROUP = re.compile(r"[A-Za-z0-9]([A-Za-z0-9 ._-]{0,62}[A-Za-z0-9])?")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class System(_Strict):
    """One ``[[systems]]`` table: what every kind has; ``settings`` is the kind's own table."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()  # the words that people use for it: "email", "Slack"
    identity_source: bool = False  # its accounts prove the logins used elsewhere
    accounts_from: str = ""  # its accounts are the logins of that system
    access_group: str = ""  # the group over there whose members may sign in here, by its cn
    settings: dict[str, Any] = Field(default_factory=dict)

    @field_validator("name")
    @classmethod
    def _named(cls, name: str) -> str:
        if not NAME.fullmatch(name):
            raise ValueError("use lower-case letters, digits and hyphens, 32 at most")
        return name

    @field_validator("access_group")
    @classmethod
    def _plain_group(cls, group: str) -> str:
        if group and not GROUP.fullmatch(group):
            raise ValueError("give the group's cn: letters, digits, blanks, . _ and -, 64 at most")
        return group


class HrFeed(_Strict):
    """Where people come from: a file that is polled, and a webhook that is signed."""

    name: str = "hr"
    file: str = ""  # CSV or JSON, relative to the systems file
    poll_every: float = Field(default=60.0, gt=0)  # seconds
    webhook_secret: str = ""  # env:NAME or file:PATH; empty: no webhook
    clock_tolerance: float = Field(default=300.0, gt=0)  # seconds between HR's clock and ours
    time_zone: str = "UTC"  # where a day begins and ends for HR: "Europe/Vienna"
    shrink_share: float = Field(default=0.1, gt=0, le=1)  # a feed that lost more is not believed


class Mail(_Strict):
    """How notices and approval links are sent."""

    host: str
    port: int = 25
    sender: str
    starttls: bool = False
    user: str = ""
    password_secret: str = ""


class Syslog(_Strict):
    """Where lines of syslog are taken in, by RFC 5424 and RFC 3164; unencrypted, so inside only."""

    host: str = "127.0.0.1"
    port: int = Field(default=5514, ge=1, le=65_535)
    tcp: bool = True
    udp: bool = True
    senders: tuple[IPv4Network | IPv6Network, ...] = ()  # who may send; none: whoever reaches it
    alert_from: Literal["critical", "error", "warning"] = "error"  # this and worse become alerts
    longest: int = Field(default=8_192, ge=480, le=65_536)  # bytes of a line that are kept


class MailPattern(_Strict):
    """What of a mail is name, host, state and severity, by groups of these names."""

    sender: str = "*"  # an address, with * and ?
    subject: str = ""  # a regular expression, such as "(?P<state>\\w+): (?P<name>.+)"
    body: str = ""

    @field_validator("subject", "body")
    @classmethod
    def _is_an_expression(cls, expression: str) -> str:
        try:
            re.compile(expression)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        return expression


class AlertMail(_Strict):
    """The mailbox to which monitoring sends its mails, over IMAP."""

    host: str
    port: int = Field(default=993, ge=1, le=65_535)
    tls: bool = True  # from the first byte; without it only on this machine
    ca_file: str = ""
    user: str
    password_secret: str
    folder: str = "INBOX"
    poll_every: float = Field(default=30.0, ge=1)  # seconds
    senders: tuple[str, ...] = ("*",)  # whose mails are taken, with * and ?
    patterns: tuple[MailPattern, ...] = ()  # the first that fits speaks


class Systems(_Strict):
    systems: tuple[System, ...] = ()
    hr: HrFeed | None = None
    mail: Mail | None = None
    syslog: Syslog | None = None
    alert_mail: AlertMail | None = None
    folder: Path = Path()


def load_systems(path: Path | None) -> Systems:
    """Read and validate the systems file.  Raises ``Permanent`` naming the key that is wrong."""
    if path is None:
        return Systems()
    try:
        body = tomllib.loads(path.read_text())
        systems = Systems.model_validate({**body, "folder": path.resolve().parent})
    except OSError as error:
        raise Permanent(f"{path}: the systems file cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Permanent(f"{path}: not TOML: {error}") from error
    except ValidationError as error:
        raise Permanent(f"{path}: {describe(error)}") from error
    _check_names(path, systems)
    return systems


def describe(error: ValidationError) -> str:
    """One line per fault: where it stands and what is wrong with it, never the value given."""
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())


def _check_names(path: Path, systems: Systems) -> None:
    names = [system.name for system in systems.systems]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Permanent(f"{path}: declared twice: {', '.join(twice)}")
    for system in systems.systems:
        if system.access_group and not system.accounts_from:
            raise Permanent(
                f"{path}: {system.name}: access_group needs accounts_from, "
                "the system in which that group is kept"
            )
        if system.accounts_from and system.accounts_from not in names:
            raise Permanent(
                f"{path}: {system.name}: accounts_from names {system.accounts_from!r}, "
                "which is not declared"
            )
        if system.accounts_from and not _is_source(systems, system.accounts_from):
            raise Permanent(
                f"{path}: {system.accounts_from} needs identity_source = true, "
                f"because {system.name} takes its accounts from there"
            )


def _is_source(systems: Systems, name: str) -> bool:
    return any(system.name == name and system.identity_source for system in systems.systems)
