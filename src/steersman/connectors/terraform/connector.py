"""The connector type ``terraform``: it reads states; with templates it builds environments too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.terraform.check import check_states, check_templates
from steersman.connectors.terraform.client import HttpBackend, StateFiles, StateReader
from steersman.connectors.terraform.environments.correct import CorrectEnvironment
from steersman.connectors.terraform.environments.create import CreateEnvironment
from steersman.connectors.terraform.environments.prices import load_prices
from steersman.connectors.terraform.environments.program import CommandLine
from steersman.connectors.terraform.environments.remove import (
    ExpireEnvironment,
    RemoveEnvironment,
)
from steersman.connectors.terraform.environments.rows import Reader
from steersman.connectors.terraform.environments.source import TemplateOffers
from steersman.connectors.terraform.environments.workshop import Folders, Workshop
from steersman.connectors.terraform.settings import TerraformSettings
from steersman.connectors.terraform.source import TerraformSource


@dataclass(frozen=True)
class TerraformConnector(Connector):
    """What Terraform built, as its state has it; ``workshop``: where more can be built."""

    system: str
    reader: StateReader
    settings: TerraformSettings
    workshop: Workshop | None = None

    def capabilities(self) -> Sequence[Capability[Any]]:
        if self.workshop is None:
            return ()
        path = Path(self.settings.prices) if self.settings.prices else None
        given = (self.system, self.workshop, Reader(self.system, partial(load_prices, path)))
        return (
            CreateEnvironment(*given),
            CorrectEnvironment(*given),
            RemoveEnvironment(*given),
            ExpireEnvironment(*given),
        )

    def environments(self) -> TemplateOffers | None:
        return None if self.workshop is None else TemplateOffers(self.workshop)

    def inventory(self) -> TerraformSource:
        return TerraformSource(self.reader, self.settings)

    def check(self) -> Check:
        if self.workshop is not None:
            return check_templates(self.workshop)
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
            files = StateFiles(Path(settings.state), may_be_empty=bool(settings.templates))
            return TerraformConnector(system, files, settings, _workshop(settings, secret))
        password = secret(settings.password_secret) if settings.password_secret else None
        return TerraformConnector(system, HttpBackend(settings, password), settings)


def _workshop(settings: TerraformSettings, secret: Callable[[str], Secret]) -> Folders | None:
    if not settings.templates:
        return None
    variables = secret(settings.variables_secret) if settings.variables_secret else None
    program = CommandLine(settings, variables)
    return Folders(Path(settings.state), Path(settings.templates), program)


connector_type = TerraformType()
