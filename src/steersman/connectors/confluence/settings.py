"""What the systems file says about one Confluence."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import Field, field_validator

from steersman.capabilities.json_api import ApiSettings

_KEY = re.compile(r"~?[A-Za-z0-9]{1,255}")  # of a space; it stands in a query


class ConfluenceSettings(ApiSettings):
    """A site of Confluence Cloud, and an account that may view what is to be read."""

    url: str = Field(
        description="address of the site with /wiki",
        examples=["https://example.atlassian.net/wiki"],
    )
    user: str = Field(
        default="", description="mail address of the account; empty: the token is one of OAuth 2.0"
    )
    token_secret: str = Field(description="an API token of that account")
    spaces: Mapping[str, tuple[str, ...]] = Field(
        min_length=1,
        description="keys of the spaces that are read, each with who may read its pages; "
        "nobody: as its permissions say, by groups",
        examples=[{"IT": ["everyone"], "HRTEAM": []}],
    )
    groups: Mapping[str, str] = Field(
        default={},
        description="reader for each group of Confluence, by name or id; a page that is restricted "
        "to others is read by administrators only",
        examples=[{"it-staff": "department:IT"}],
    )
    page_size: int = Field(default=100, ge=1, le=250, description="pages asked for at once")
    obsolete_labels: tuple[str, ...] = Field(
        default=("obsolete", "archived", "superseded", "outdated"),
        description="labels whose pages no longer hold",
    )

    @field_validator("spaces")
    @classmethod
    def _are_keys(cls, spaces: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        for key in spaces:
            if not _KEY.fullmatch(key):
                raise ValueError(f"spaces: {key!r} is no key of a space, such as IT")
        return spaces
