"""What the systems file says about one NetBox."""

from __future__ import annotations

from pydantic import Field, field_validator

from steersman.capabilities.json_api import ApiSettings
from steersman.domain.cmdb.classes import CLASS_NAMES, ci_class
from steersman.domain.cmdb.life_cycle import STATUSES
from steersman.domain.errors import Permanent

SKIPPED = ""  # a role whose devices are not wanted


class NetBoxSettings(ApiSettings):
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
        default="network_device",
        description="class of devices whose role is neither named in classes nor known by itself",
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

    @field_validator("classes")
    @classmethod
    def _names_classes(cls, classes: dict[str, str]) -> dict[str, str]:
        for role, name in classes.items():
            if name != SKIPPED:
                _check(f"classes.{role}", name)
        return classes

    @field_validator("other_devices")
    @classmethod
    def _is_a_class(cls, name: str) -> str:
        if name != SKIPPED:
            _check("other_devices", name)
        return name

    @field_validator("statuses")
    @classmethod
    def _names_statuses(cls, statuses: dict[str, str]) -> dict[str, str]:
        for word, status in statuses.items():
            if status not in STATUSES:
                raise ValueError(f"statuses.{word}: write one of {', '.join(STATUSES)}")
        return statuses


def _check(where: str, name: str) -> None:
    try:
        known = ci_class(name)
    except Permanent as error:
        raise ValueError(f"{where}: {error}") from None
    if known.abstract:
        below = ", ".join(each.name for each in CLASS_NAMES.values() if each.parent == name)
        raise ValueError(f"{where}: {name} is only the parent of classes: write one of {below}")
