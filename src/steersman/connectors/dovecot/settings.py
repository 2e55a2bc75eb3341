"""What an administrator writes about a Dovecot server in the systems file."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from steersman.capabilities.connector import ConnectorSettings

SecretReference = Annotated[str, Field(pattern=r"^(env|file):.+$")]


class DovecotSettings(ConnectorSettings):
    """One Dovecot server, reached over its doveadm HTTP API.

    Dovecot itself stores no employee number, mail address or name.  If its user database hands
    them out as extra fields (``user_attrs = employeeNumber=employee_number``), name the fields
    here: they are what lets a second identifier agree with the login.  Without them every person
    becomes a question.
    """

    url: str = Field(
        description="where doveadm's HTTP API listens; http only on this machine",
        examples=["https://mail.example.org:8443"],
    )
    api_key_secret: SecretReference = Field(description="doveadm_api_key of the server")
    domain: str = Field(
        pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$",
        description="the mail domain: jdoe@domain is user jdoe",
        examples=["example.org"],
    )
    timeout: float = Field(default=10.0, gt=0, le=120, description="seconds for each request")
    ca_file: Path | None = Field(
        default=None,
        description="PEM file of a private authority",
        examples=["/etc/ssl/example-ca.pem"],
    )
    shared_prefix: str = Field(
        default="shared/{user}/", description="where a colleague sees a delegated mailbox"
    )
    public_prefixes: tuple[str, ...] = Field(
        default=(), description="folders of everybody, never delegated", examples=["public/"]
    )
    shared_mailboxes: tuple[str, ...] = Field(
        default=(), description="users that are no single person's", examples=["info"]
    )
    service_mailboxes: tuple[str, ...] = Field(
        default=(), description="users that are programs", examples=["noreply"]
    )
    employee_number_field: str = Field(
        default="",
        description="extra field of the user database with the employee number",
        examples=["employee_number"],
    )
    mail_field: str = Field(
        default="", description="extra field with the mail address", examples=["mail"]
    )
    name_field: str = Field(
        default="", description="extra field with the full name", examples=["name"]
    )

    @field_validator("url")
    @classmethod
    def _safe_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address must start with https:// and name a host")
        if parts.username or parts.password:
            raise ValueError("no password in the address: it belongs in api_key_secret")
        if parts.scheme == "http" and not _is_this_machine(parts.hostname):
            raise ValueError("http would send the API key in clear over the network: use https")
        return url.rstrip("/")

    @field_validator("shared_prefix")
    @classmethod
    def _names_the_user(cls, prefix: str) -> str:
        if prefix.count("{user}") != 1 or prefix.startswith("{user}"):
            raise ValueError("write it as in Dovecot's shared namespace, like shared/{user}/")
        return prefix

    @property
    def foreign_prefixes(self) -> tuple[str, ...]:
        """Beginnings of the folder names that belong to somebody else."""
        return (self.shared_prefix.partition("{user}")[0], *self.public_prefixes)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
