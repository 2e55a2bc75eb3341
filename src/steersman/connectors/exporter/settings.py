"""What the systems file says about pages of metrics."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from steersman.capabilities.connector import ConnectorSettings

MOST = 50  # targets


class ExporterSettings(ConnectorSettings):
    """Which pages of metrics are read, and how long one may take."""

    targets: Mapping[str, str] = Field(
        description="pages by the name of their host, which becomes the label host",
        examples=[{"db-1": "http://127.0.0.1:9100/metrics"}],
    )
    timeout: float = Field(default=5.0, gt=0, le=60, description="seconds for each page")
    ca_file: str = Field(
        default="",
        description="PEM file of the authority, when it is not a public one",
        examples=["/etc/ssl/example-ca.pem"],
    )

    @field_validator("targets")
    @classmethod
    def _are_addresses(cls, targets: Mapping[str, str]) -> Mapping[str, str]:
        if not 0 < len(targets) <= MOST:
            raise ValueError(f"targets: name 1 to {MOST}; for more let a Prometheus read them")
        for name, url in targets.items():
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError(f"targets: {name}: write an address like http://host:9100/metrics")
            if parts.username or parts.password or parts.fragment:
                raise ValueError(f"targets: {name}: take user, password and fragment out of it")
        return targets
