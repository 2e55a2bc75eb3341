"""The settings of one directory in the systems file."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from steersman.capabilities.item_fields import ItemWords
from steersman.connectors.ldap.dn import is_dn

FlavourName = Literal["openldap", "active_directory"]


class LdapSettings(ItemWords):
    """Where the directory is, who we are in it, and which accounts need extra care."""

    flavour: FlavourName = Field(description="which directory it is")
    url: str = Field(
        description="the address, with ldap:// or ldaps://, and the port if it is unusual",
        examples=["ldaps://ldap.example.org"],
    )
    base_dn: str = Field(
        description="the DN that everything stands below", examples=["dc=example,dc=org"]
    )
    people_base: str = Field(
        default="",
        description="the DN that people stand below; empty: the base DN",
        examples=["ou=people,dc=example,dc=org"],
    )
    groups_base: str = Field(
        default="",
        description="the DN that groups stand below; empty: the base DN",
        examples=["ou=groups,dc=example,dc=org"],
    )
    bind_dn: str = Field(
        description="the service account that Steersman signs in with; on AD also user@domain",
        examples=["uid=steersman,ou=services,dc=example,dc=org"],
    )
    bind_password_secret: str = Field(description="the password of that account")

    start_tls: bool = Field(default=False, description="encrypt an ldap:// connection")
    ca_file: Path | None = Field(
        default=None,
        description="PEM file of a private authority; empty: the machine's own authorities",
        examples=["/etc/ssl/example-ca.pem"],
    )
    connect_timeout: int = Field(default=5, gt=0, le=120, description="seconds to reach the server")
    timeout: int = Field(default=10, gt=0, le=600, description="seconds for each operation")

    employee_number_attribute: str = Field(
        default="",
        description="holds the employee number; empty: employeeNumber, on AD employeeID",
        examples=["employeeNumber"],
    )
    login_attribute: str = Field(
        default="",
        description="holds the login; empty: uid, on AD sAMAccountName",
        examples=["uid"],
    )
    protected: tuple[str, ...] = Field(
        default=(),
        description="DNs of accounts that need a person's yes, or of groups whose members do",
        examples=["cn=admins,ou=groups,dc=example,dc=org"],
    )
    shared: tuple[str, ...] = Field(
        default=(),
        description="DNs of shared accounts, or of the units they stand in",
        examples=["ou=shared,dc=example,dc=org"],
    )
    service_bases: tuple[str, ...] = Field(
        default=(),
        description="DNs of the units that service accounts stand in",
        examples=["ou=services,dc=example,dc=org"],
    )
    computers: bool = Field(
        default=True, description="bring the computers of the directory into the CMDB"
    )
    computers_base: str = Field(
        default="",
        description="the DN that computers stand below; empty: the base DN",
        examples=["ou=computers,dc=example,dc=org"],
    )
    device_class: str = Field(
        default="server",
        description="the class in the CMDB of `device` and `ipHost`, which do not tell what it is",
        examples=["printer"],
    )
    verify_by_sign_in: bool = Field(
        default=True,
        description="OpenLDAP with ppolicy_use_lockout: try the sign-in to see that it is refused",
    )

    @field_validator("url")
    @classmethod
    def _is_ldap_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("ldap", "ldaps") or not parts.hostname:
            raise ValueError("must be ldap://host[:port] or ldaps://host[:port]")
        if "@" in parts.netloc or parts.path not in ("", "/") or parts.query:
            raise ValueError("holds nothing but scheme, host and port")
        return url

    @field_validator(
        *("base_dn", "people_base", "groups_base", "protected", "shared", "service_bases"),
        "computers_base",
    )
    @classmethod
    def _are_dns(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for dn in (value,) if isinstance(value, str) else value:
            if dn and not is_dn(dn):
                raise ValueError(f"{dn!r} is not a distinguished name")
        return value

    @field_validator("base_dn", "bind_dn", "bind_password_secret")
    @classmethod
    def _is_given(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("must not be empty")
        return value

    @model_validator(mode="after")
    def _tls_once(self) -> LdapSettings:
        if self.start_tls and self.url.startswith("ldaps:"):
            raise ValueError("start_tls is for ldap:// addresses; ldaps:// is TLS already")
        return self

    @property
    def encrypted(self) -> bool:
        return self.start_tls or self.url.startswith("ldaps:")

    @property
    def on_loopback(self) -> bool:
        host = urlsplit(self.url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    @property
    def people(self) -> str:
        return self.people_base or self.base_dn

    @property
    def groups(self) -> str:
        return self.groups_base or self.base_dn

    @property
    def computers_below(self) -> str:
        return self.computers_base or self.base_dn
