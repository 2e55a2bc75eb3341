"""What the systems file says about one Request Tracker."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator

from steersman.capabilities.item_fields import ItemWords
from steersman.capabilities.json_api import ApiSettings
from steersman.domain.cmdb.class_parts import UNCLASSIFIED

_WORD = re.compile(r"[\w][\w .\-]{0,63}")


class RequestTrackerSettings(ItemWords, ApiSettings):
    """A Request Tracker of version 5 and a user who may see what is to be read."""

    url: str = Field(
        description="address of Request Tracker with its web path, without /REST/2.0",
        examples=["https://rt.example", "https://support.example/rt"],
    )
    token_secret: str = Field(
        description="an authentication token of a user without the right to change anything"
    )
    user: str = Field(
        default="", description="sign in by name; token_secret is then this user's password"
    )
    page_size: int = Field(default=100, ge=1, le=100, description="records asked for at once")
    assets: bool = Field(default=True, description="read assets; false: tickets alone")
    catalogs: tuple[str, ...] = Field(
        default=(), description="catalogs whose assets are read; empty: all that the user may see"
    )
    class_field: str = Field(
        default="Type", description="custom field of an asset that says what it is"
    )
    classes: Mapping[str, str] = Field(
        default={},
        description="class for each value of that field or name of a catalog; empty text leaves "
        "its assets out",
        examples=[{"Trading box": "server", "Furniture": ""}],
    )
    other_class: str = Field(
        default=UNCLASSIFIED,
        description="class of assets that say nothing known; empty: left out",
    )
    statuses: Mapping[str, str] = Field(
        default={},
        description="life cycle status for each status of your own asset life cycles",
        examples=[{"quarantined": "not_operational"}],
    )
    custom_fields: Mapping[str, str] = Field(
        default={},
        description="attribute for each custom field that is called otherwise; empty: not read",
        examples=[{"Bought": "purchased_on"}],
    )
    owner_roles: tuple[Literal["Owner", "HeldBy", "Contact"], ...] = Field(
        default=("Owner", "HeldBy"),
        description="roles of an asset whose user is its owner; the first that names one person",
        examples=["HeldBy"],
    )
    queues: tuple[str, ...] = Field(
        default=(), description="queues whose resolved tickets become documents; empty: none"
    )
    resolved: tuple[str, ...] = Field(
        default=("resolved",),
        description="statuses of tickets that are solved",
        examples=["resolved"],
    )
    comments: bool = Field(
        default=False, description="take over comments too, which requestors must not see"
    )
    readers: tuple[str, ...] = Field(
        default=(), description="who may read these documents; empty: administrators only"
    )

    @field_validator("resolved")
    @classmethod
    def _are_words(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        """They stand in a query, so nothing in them may end the quotes."""
        for word in words:
            if not _WORD.fullmatch(word):
                raise ValueError(f"resolved: {word!r} is no status of a life cycle")
        if not words:
            raise ValueError('resolved: name at least one status, such as "resolved"')
        return words
