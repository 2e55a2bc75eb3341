"""What the systems file says about one MediaWiki."""

from __future__ import annotations

from pydantic import Field

from steersman.capabilities.json_api import ApiSettings


class MediaWikiSettings(ApiSettings):
    """A MediaWiki of version 1.35 or later, and who reads it."""

    url: str = Field(
        description="address of the wiki's scripts, where api.php is",
        examples=["https://wiki.example/w"],
    )
    token_secret: str = Field(
        default="",
        description="access token of an owner-only OAuth 2 consumer; empty: what anybody reads",
    )
    namespaces: tuple[int, ...] = Field(
        default=(0,),
        min_length=1,
        description="numbers of the namespaces that are read",
        examples=["0"],
    )
    page_size: int = Field(default=50, ge=1, le=500, description="pages that are listed at once")
    obsolete_categories: tuple[str, ...] = Field(
        default=("Obsolete", "Archived", "Superseded"),
        description="categories whose pages no longer hold",
    )
