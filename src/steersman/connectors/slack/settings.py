"""What the systems file says about one Slack organisation."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from steersman.capabilities.connector import ConnectorSettings
from steersman.capabilities.http_exchange import is_loopback
from steersman.domain.errors import Permanent


class SlackSettings(ConnectorSettings):
    """A Slack organisation; SCIM needs Business+, ending sessions needs Enterprise."""

    token_secret: str = Field(description="an org admin's user token")
    scim_url: str = Field(default="https://api.slack.com/scim/v1/", description="Slack's SCIM API")
    api_url: str = Field(default="https://slack.com/api/", description="Slack's Web API")
    timeout: int = Field(default=10, gt=0, le=120, description="seconds for each read and write")
    ca_file: str = Field(
        default="",
        description="PEM file of the authority, when it is not a public one",
        examples=["/etc/ssl/example-ca.pem"],
    )
    external_id: Literal["employee_number", "login", "none"] = Field(
        default="employee_number", description="what Slack's externalId holds"
    )
    team_ids: tuple[str, ...] = Field(
        default=(),
        description="workspaces whose sessions are listed; none: the whole organisation, slower",
        examples=["T0123ABCD"],
    )
    session_resets_per_minute: int = Field(
        default=20,
        gt=0,
        description='how many sessions may be ended in a minute (Slack\'s tier 2: "20+")',
    )

    def require_safe_transport(self) -> None:
        """The token goes over TLS only; loopback is the exception, for contract servers."""
        for name, url in (("scim_url", self.scim_url), ("api_url", self.api_url)):
            address = urlsplit(url)
            host = address.hostname or ""
            if address.username or address.query or not url.endswith("/"):
                raise Permanent(f"{name} must end in / and hold neither user nor query")
            if address.scheme not in ("http", "https") or not host:
                raise Permanent(f"{name} must be an address such as https://slack.com/api/")
            if address.scheme == "http" and not is_loopback(host):
                raise Permanent(f"{name} would send the token to {host} unencrypted: use https")
