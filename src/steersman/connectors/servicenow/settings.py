"""What the systems file says about one ServiceNow instance."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from steersman.capabilities.item_fields import ItemWords
from steersman.capabilities.json_api import ApiSettings
from steersman.domain.cmdb.class_parts import UNCLASSIFIED
from steersman.domain.errors import Permanent

SKIPPED = ""  # a class whose items are not wanted
_TABLE = re.compile(r"[a-z][a-z0-9_]*")


class ServiceNowSettings(ItemWords, ApiSettings):
    """An instance, and an account that may read there: by password, or as an OAuth client."""

    url: str = Field(
        description="address of the instance", examples=["https://example.service-now.com"]
    )
    user: str = Field(
        default="", description="the account; empty with client_id", examples=["steersman"]
    )
    password_secret: str = Field(default="", description="the password of that account")
    client_id: str = Field(
        default="", description="OAuth client that gets its own token (client credentials)"
    )
    client_secret: str = Field(default="", description="the secret of the OAuth client")
    page_size: int = Field(default=1000, ge=1, le=10_000, description="rows asked for at once")
    tables: tuple[str, ...] = Field(
        default=("cmdb_ci",),
        description="tables whose items are listed, with those of the tables below; none: no items",
        examples=["cmdb_ci_server"],
    )
    classes: dict[str, str] = Field(
        default={},
        description="class for each table that is not known by itself; empty text leaves it out",
        examples=[{"u_cmdb_ci_trading_appliance": "server", "cmdb_ci_spkg": ""}],
    )
    other_class: str = Field(
        default=UNCLASSIFIED,
        description="class of items of tables that say nothing known; empty: left out",
    )
    relation_types: dict[str, str] = Field(
        default={},
        description="relation type for each of cmdb_rel_type that is not known by itself",
        examples=[{"IP Connection::IP Connection": "connected_to"}],
    )
    install_statuses: dict[str, str] = Field(
        default={},
        description="life cycle status for each value of install_status that you have added",
        examples=[{"9": "testing"}],
    )
    assets: bool = Field(
        default=True, description="read alm_asset: warranty, purchase and tag of the items"
    )
    contracts: bool = Field(
        default=True, description="read ast_contract and which items a contract covers"
    )
    articles: bool = Field(default=True, description="read the published knowledge articles")
    knowledge_bases: tuple[str, ...] = Field(
        default=(),
        description="titles of the knowledge bases that are read; none: all",
        examples=["IT"],
    )
    article_readers: tuple[str, ...] = Field(
        default=(),
        description="who may read the articles; none: as the source says",
        examples=["everyone"],
    )
    incidents: bool = Field(
        default=False, description="read resolved incidents that say how they were resolved"
    )
    incident_readers: tuple[str, ...] = Field(
        default=(),
        description="who may read the resolved incidents; none: as the source says",
        examples=["administrator"],
    )

    @field_validator("tables")
    @classmethod
    def _names_tables(cls, tables: tuple[str, ...]) -> tuple[str, ...]:
        for table in tables:
            if not _TABLE.fullmatch(table):
                raise ValueError(f"tables: {table!r} cannot be a table: write cmdb_ci_server")
        return tables

    @field_validator("knowledge_bases")
    @classmethod
    def _can_be_asked(cls, titles: tuple[str, ...]) -> tuple[str, ...]:
        for title in titles:
            if "^" in title or "," in title:
                raise ValueError(f"knowledge_bases: {title!r} holds ^ or a comma: rename it there")
        return titles

    @field_validator("user")
    @classmethod
    def _can_sign_in(cls, user: str) -> str:
        if ":" in user:
            raise ValueError("user: a name with a colon cannot sign in by password")
        return user

    def require_one_sign_in(self) -> None:
        """``Permanent`` unless there is a password or an OAuth client, and not both."""
        by_password = bool(self.user) + bool(self.password_secret)
        as_client = bool(self.client_id) + bool(self.client_secret)
        if (by_password, as_client) not in ((2, 0), (0, 2)):
            raise Permanent(
                "write user and password_secret, or client_id and client_secret, not both"
            )
