"""What the systems file says about one NetBox."""

from __future__ import annotations

from pydantic import Field

from steersman.capabilities.item_fields import ItemWords
from steersman.capabilities.json_api import ApiSettings
from steersman.domain.cmdb.class_parts import UNCLASSIFIED

SKIPPED = ""  # a role whose devices are not wanted


class NetBoxSettings(ItemWords, ApiSettings):
    """A NetBox of version 4 and a token that may view what is to be listed."""

    url: str = Field(
        description="address of NetBox, without /api", examples=["https://netbox.example"]
    )
    token_secret: str = Field(description="an API token (v1 or v2) without the right to write")
    page_size: int = Field(default=500, ge=1, le=1000, description="objects asked for at once")
    classes: dict[str, str] = Field(
        default={},
        description="class for each device role, by slug; empty text leaves its devices out",
        examples=[{"trading-appliance": "server", "patch-panel": ""}],
    )
    other_devices: str = Field(
        default=UNCLASSIFIED,
        description="class of devices whose role is neither named in classes nor known by itself; "
        "empty: left out",
    )
    statuses: dict[str, str] = Field(
        default={},
        description="life cycle status for each status that your NetBox has beside the usual ones",
        examples=[{"in-burn-in": "testing"}],
    )
    custom_fields: dict[str, str] = Field(
        default={},
        description="attribute of ours for each custom field that is to be read",
        examples=[{"warranty_end": "warranty_ends_on"}],
    )
    owner_roles: tuple[str, ...] = Field(
        default=("owner",),
        description="slugs of the contact roles whose contact is the owner",
        examples=["owner"],
    )
    interfaces: bool = Field(
        default=True,
        description="read interfaces too: MAC addresses, and links that run over patch panels",
    )
