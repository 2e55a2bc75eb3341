"""Templates and workshops for the tests: one in memory, one of real folders."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steersman.capabilities.contract import Capability
from steersman.connectors.terraform.client import StateFiles
from steersman.connectors.terraform.connector import TerraformConnector
from steersman.connectors.terraform.environments.fake import FakeWorkshop, Resources
from steersman.connectors.terraform.environments.template import Template, template_at
from steersman.connectors.terraform.settings import TerraformSettings

ENVIRONMENT = "env-0123456789ab"
MANIFEST = """\
title = "Web server for a test"
description = "One machine, for a few days."
longest_days = 14
disposable = true

[[variable]]
name = "size"
type = "choice"
choices = ["t3.micro", "m5.large"]
default = "t3.micro"

[[variable]]
name = "purpose"
"""
CONFIGURATION = """\
variable "size" { type = string }
variable "purpose" { type = string }
resource "terraform_data" "web" {
  input = { instance_type = var.size, purpose = var.purpose }
}
resource "terraform_data" "log" {
  input = terraform_data.web.output
}
"""


def write_template(
    folder: Path, manifest: str = MANIFEST, configuration: str = CONFIGURATION
) -> Template:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "environment.toml").write_text(manifest)
    (folder / "main.tf").write_text(configuration)
    return template_at(folder)


def one_machine(values: Mapping[str, object]) -> Resources:
    tags = {"purpose": values["purpose"]}
    return {
        "aws_instance.web": {"instance_type": values["size"], "tags": tags},
        "aws_vpc.net": {"cidr_block": "10.0.0.0/16"},
    }


@dataclass(frozen=True)
class Site:
    workshop: FakeWorkshop
    connector: TerraformConnector

    def capability(self, name: str) -> Capability[Any]:
        (found,) = [each for each in self.connector.capabilities() if each.spec.name == name]
        return found

    def create(self, **answers: str) -> Any:
        told = {"purpose": "trial", **answers}
        params = self.capability("environment.create").params
        return params(environment=ENVIRONMENT, template="web-server", answers=json.dumps(told))

    def built(self) -> Site:
        """The same after one environment was built."""
        create = self.capability("environment.create")
        create.apply(create.plan(self.create()), key="built")
        return self


def site_in_memory(
    path: Path,
    configuration: Callable[[Mapping[str, object]], Resources] = one_machine,
    manifest: str = MANIFEST,
) -> Site:
    template = write_template(path / "web-server", manifest)
    workshop = FakeWorkshop({"web-server": (template, configuration)})
    settings = TerraformSettings(state=str(path / "live"), templates=str(path))
    files = StateFiles(path / "live", may_be_empty=True)
    return Site(workshop, TerraformConnector("labs", files, settings, workshop))
