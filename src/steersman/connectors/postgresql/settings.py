"""The lines of one PostgreSQL server in the systems file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from steersman.capabilities.connector import ConnectorSettings


class PostgresqlSettings(ConnectorSettings):
    """How to reach the server, and whose queries and sessions may be ended there."""

    host: str = Field(description="name or address of the server", examples=["db1.example.org"])
    port: int = Field(default=5432, ge=1, le=65535, description="TCP port of the server")
    database: str = Field(default="postgres", description="the database that is signed in to")
    user: str = Field(
        description="a role with pg_monitor and pg_signal_backend, and nothing more",
        examples=["steersman"],
    )
    password_secret: str = Field(
        default="", description="its password; empty: none is needed", examples=["env:DB_PASSWORD"]
    )
    tls: Literal["verify-full", "verify-ca", "require", "disable"] = Field(
        default="verify-full", description="libpq's sslmode; weaken it on loopback alone"
    )
    ca_file: Path | None = Field(
        default=None, description="certificates of the authorities that are trusted"
    )
    databases: frozenset[str] = Field(
        default=frozenset(),
        description="where queries and sessions may be ended; empty: nowhere",
        examples=["shop"],
    )
    roles: frozenset[str] = Field(
        default=frozenset(),
        description="whose queries and sessions may be ended, superusers never; empty: nobody's",
        examples=["shop_web"],
    )
    connect_timeout: int = Field(default=5, ge=1, le=60, description="seconds to reach the server")
    command_timeout: int = Field(default=10, ge=1, le=300, description="seconds for each question")
