"""The settings of one Steersman process, from ``STEERSMAN_*`` and the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from steersman.domain.roles import ROLES


class Settings(BaseSettings):
    """Everything that differs between installations.  Times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="STEERSMAN_", extra="forbid", frozen=True)

    data: Path = Path("var/steersman")  # databases, keys, policies, limits
    host: str = "127.0.0.1"
    port: int = 8400
    public_url: str = ""  # the address that people reach it by; empty: http://host:port
    database_url: str = ""  # postgresql+psycopg://…; empty: SQLite under ``data``
    systems_file: Path | None = None  # systems.toml: what is connected
    worker: str = "local"  # unique among live processes; the same again after a restart
    beat_every: float = 2.0
    dead_after: float = 10.0
    tick_every: float = 0.5
    checkpoint_every: float = 60.0
    check_every: float = Field(default=300.0, ge=0)  # 0: systems are checked only when asked
    collect_every: float = Field(default=3600.0, ge=0)  # 0: inventories are read only when asked
    read_documents_every: float = Field(default=900.0, ge=0)  # 0: only when asked
    heartbeat_url: str = ""  # asked each minute while all goes well; empty: nobody is told
    heartbeat_method: Literal["GET", "POST"] = "GET"
    heartbeat_every: float = Field(default=60.0, gt=0)
    session_idle: float = 28800.0  # a console session without a request ends after this
    session_longest: float = 86400.0  # and every one after this
    second_factor_for: str = ""  # roles, with commas, that must have a second factor to sign in
    trusted_proxies: str = ""  # addresses, with commas, whose X-Forwarded-For counts
    oidc_issuer: str = ""  # https://…, as the provider spells it; empty: no OpenID Connect
    oidc_client: str = ""  # our client id there
    oidc_secret: str = ""  # env:NAME or file:PATH
    oidc_label: str = "Sign in with your company account"  # on the button
    oidc_number_claim: str = "employee_number"  # where the provider tells the employee number

    @field_validator("second_factor_for")
    @classmethod
    def _of_roles(cls, given: str) -> str:
        """A role that is misspelled would leave those who have it without their second factor."""
        unknown = [role for role in _listed(given) if role not in ROLES]
        if unknown:
            raise ValueError(f"{unknown[0]!r} is no role; roles are {', '.join(ROLES)}")
        return given

    @property
    def second_factor_roles(self) -> frozenset[str]:
        """Whoever has one of these signs in with two factors, or sets up the second one first."""
        return frozenset(_listed(self.second_factor_for))

    @property
    def records_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'records.db'}"

    @property
    def engine_url(self) -> str:
        """SQLite takes one writer at a time, so the engine has a file of its own there."""
        return self.database_url or f"sqlite:///{self.data / 'engine.db'}"

    @property
    def address(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def systems_path(self) -> Path:
        """The systems file, whether or not it is there yet."""
        return self.systems_file or self.data / "systems.toml"

    @property
    def declared_in(self) -> Path | None:
        """None: nothing was declared yet.  A file that was named must be there."""
        if self.systems_file is None and not self.systems_path.exists():
            return None
        return self.systems_path

    @property
    def policies(self) -> Path:
        return self.data / "policies"

    @property
    def limits_file(self) -> Path:
        return self.data / "limits.toml"


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]
