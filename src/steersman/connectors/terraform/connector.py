"""The connector type ``terraform``: it reads states and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.terraform.check import check_states
from steersman.connectors.terraform.client import HttpBackend, StateFiles, StateReader
from steersman.connectors.terraform.settings import TerraformSettings
from steersman.connectors.terraform.source import TerraformSource


@dataclass(frozen=True)
class TerraformConnector(Connector):
    """What Terraform built, as its state has it."""

    system: str
    reader: StateReader
    settings: TerraformSettings

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def inventory(self) -> TerraformSource:
        return TerraformSource(self.reader, self.settings)

    def check(self) -> Check:
        return check_states(self.reader, is_remote=self.settings.is_remote)

    def close(self) -> None:
        self.reader.close()


class TerraformType:
    """The connector type ``terraform``."""

    kind = "terraform"
    settings = TerraformSettings

    def connect(
        self, system: str, settings: TerraformSettings, secret: Callable[[str], Secret]
    ) -> TerraformConnector:
        if not settings.is_remote:
            return TerraformConnector(system, StateFiles(Path(settings.state)), settings)
        password = secret(settings.password_secret) if settings.password_secret else None
        return TerraformConnector(system, HttpBackend(settings, password), settings)


connector_type = TerraformType()
