"""The settings of one directory in the systems file."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from steersman.capabilities.connector import ConnectorSettings
from steersman.connectors.ldap.dn import is_dn

FlavourName = Literal["openldap", "active_directory"]


class LdapSettings(ConnectorSettings):
    """Where the directory is, who we are in it, and which accounts need extra care."""

    flavour: FlavourName
    url: str  # ldap://host[:port] or ldaps://host[:port]
    base_dn: str
    people_base: str = ""  # empty: base_dn
    groups_base: str = ""  # empty: base_dn
    bind_dn: str  # the service account; on AD also user@domain
    bind_password_secret: str

    start_tls: bool = False
    ca_file: Path | None = None  # None: the machine's own authorities
    connect_timeout: int = Field(default=5, gt=0, le=120)  # seconds
    timeout: int = Field(default=10, gt=0, le=600)  # seconds, for each operation

    employee_number_attribute: str = ""  # empty: employeeNumber, on AD employeeID
    login_attribute: str = ""  # empty: uid, on AD sAMAccountName
    protected: tuple[str, ...] = ()  # DNs of accounts, or of groups whose members are
    shared: tuple[str, ...] = ()  # DNs of shared accounts, or of the units they stand in
    service_bases: tuple[str, ...] = ()  # DNs of the units that service accounts stand in
    verify_by_sign_in: bool = True  # OpenLDAP with ppolicy_use_lockout: ask for the effect too

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
        "base_dn", "people_base", "groups_base", "protected", "shared", "service_bases"
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
