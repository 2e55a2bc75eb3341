"""What the systems file says about one SCIM system."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from steersman.capabilities.http_exchange import is_loopback
from steersman.capabilities.item_fields import ItemWords
from steersman.domain.errors import Permanent


class ScimSettings(ItemWords):
    """A SaaS product or server that speaks SCIM 2.0 (RFC 7643, RFC 7644)."""

    base_url: str = Field(
        description="the address up to and without /Users", examples=["https://crm.example/scim/v2"]
    )
    token_secret: str = Field(description="the bearer token of the SCIM client")
    timeout: float = Field(
        default=10.0, gt=0, le=120, description="seconds for each read and write"
    )
    ca_file: str = Field(
        default="",
        description="PEM file of the authority, when it is not a public one",
        examples=["/etc/ssl/example-ca.pem"],
    )
    external_id: Literal["employee_number", "login", "none"] = Field(
        default="employee_number", description="what the product's externalId holds"
    )
    licence_groups: tuple[str, ...] = Field(
        default=("licence*", "license*"),
        description="groups whose membership costs a licence, by display name, with * and ?",
        examples=["licence*"],
    )
    devices: bool = Field(
        default=False, description="bring its devices (RFC 9944) into the CMDB, where it has them"
    )
    device_class: str = Field(
        default="peripheral",
        description="the class in the CMDB of its devices, which do not tell what they are",
        examples=["phone"],
    )

    def require_safe_transport(self) -> None:
        """The token goes over TLS only; loopback is the exception, for the sample company."""
        address = urlsplit(self.base_url)
        if address.query or address.fragment or address.username:
            raise Permanent("base_url may hold no user, query or fragment: take them out")
        if not address.hostname or address.scheme not in ("http", "https"):
            raise Permanent("base_url must be an address such as https://crm.example/scim/v2")
        if address.scheme == "http" and not is_loopback(address.hostname):
            raise Permanent(
                f"base_url would send the token to {address.hostname} unencrypted: use https"
            )
