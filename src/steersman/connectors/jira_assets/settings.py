"""What the systems file says about one Jira site with Assets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import Field, field_validator

from steersman.capabilities.item_fields import ItemWords
from steersman.capabilities.json_api import ApiSettings
from steersman.domain.cmdb.class_parts import UNCLASSIFIED

_KEY = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_WORKSPACE = re.compile(r"[A-Za-z0-9-]{1,64}")


class JiraAssetsSettings(ItemWords, ApiSettings):
    """A Jira Cloud site with Assets, and an account that may read there."""

    url: str = Field(
        default="https://api.atlassian.com", description="where the API of Assets answers"
    )
    site: str = Field(
        default="",
        description="address of the Jira site; needed for requests",
        examples=["https://example.atlassian.net"],
    )
    user: str = Field(
        default="", description="mail address of the account; empty: the token is one of OAuth 2.0"
    )
    token_secret: str = Field(description="an API token of that account")
    workspace_id: str = Field(
        default="",
        description="id of the Assets workspace, as SITE/rest/servicedeskapi/assets/workspace "
        "tells it; needed with schemas",
    )
    page_size: int = Field(default=100, ge=1, le=500, description="objects asked for at once")
    schemas: tuple[str, ...] = Field(
        default=(),
        description="keys of the object schemas that are read; empty: none",
        examples=["ITSM"],
    )
    classes: Mapping[str, str] = Field(
        default={},
        description="class for each object type whose name, or whose parent's, does not say it; "
        "empty text leaves its objects out",
        examples=[{"Trading boxes": "server", "Desks": ""}],
    )
    other_class: str = Field(
        default=UNCLASSIFIED,
        description="class of objects whose type says nothing known; empty: left out",
    )
    attributes: Mapping[str, str] = Field(
        default={},
        description="attribute of ours for each of Assets that is called otherwise; empty: not "
        "read",
        examples=[{"Bought": "purchased_on"}],
    )
    status_attribute: str = Field(
        default="Status", description="attribute of an object that says where in its life it is"
    )
    statuses: Mapping[str, str] = Field(
        default={},
        description="life cycle status for each status of your own",
        examples=[{"Quarantined": "not_operational"}],
    )
    owner_attributes: tuple[str, ...] = Field(
        default=("Owner", "Assigned to", "User"),
        description="attributes that name the owner; the first that names one person",
    )
    relations: Mapping[str, str] = Field(
        default={},
        description="relation type for each attribute that refers to objects and whose name does "
        'not say it, such as "depends_on", or read from the other end "Used by"; empty: none',
        examples=[{"Feeds": "Sends data to"}],
    )
    projects: tuple[str, ...] = Field(
        default=(),
        description="keys of projects whose resolved requests become documents",
        examples=["ITSM"],
    )
    internal_comments: bool = Field(
        default=False, description="take over comments too that customers must not see"
    )
    readers: tuple[str, ...] = Field(
        default=(), description="who may read these documents; empty: administrators only"
    )

    @field_validator("site")
    @classmethod
    def _is_safe_site(cls, site: str) -> str:
        return cls._is_safe(site) if site else site

    @field_validator("workspace_id")
    @classmethod
    def _is_an_id(cls, given: str) -> str:
        if given and not _WORKSPACE.fullmatch(given):
            raise ValueError("workspace_id: write the id alone")
        return given

    @field_validator("schemas", "projects")
    @classmethod
    def _are_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        """They stand in a query, so nothing in them may end the quotes."""
        for key in keys:
            if not _KEY.fullmatch(key):
                raise ValueError(f"{key!r} is no key such as ITSM")
        return keys
