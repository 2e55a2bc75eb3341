"""With the program itself, where it is installed: its built-in provider needs no download."""

from __future__ import annotations

import fcntl
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from steersman.capabilities.conformance import check_capability
from steersman.capabilities.contract import Capability
from steersman.connectors.terraform.connector import TerraformType
from steersman.domain.errors import Permanent, Transient
from tests.connectors.terraform.environments.workshops import (
    CONFIGURATION,
    ENVIRONMENT,
    write_template,
)

PROGRAMS = [name for name in ("terraform", "tofu") if shutil.which(name)]
pytestmark = pytest.mark.skipif(
    not PROGRAMS, reason="neither terraform nor tofu is in Debian or on PyPI: not installed here"
)


@dataclass(frozen=True)
class Site:
    path: Path
    capabilities: dict[str, Capability[Any]]

    def create(self, **answers: str) -> Any:
        told = {"purpose": "trial", **answers}
        params = self.capabilities["environment.create"].params
        return params(environment=ENVIRONMENT, template="web", answers=json.dumps(told))

    def state(self) -> dict[str, object]:
        """Address → what it holds, as the state itself says."""
        path = self.path / "live" / ENVIRONMENT / "terraform.tfstate"
        if not path.exists():
            return {}
        told = json.loads(path.read_text())["resources"]
        return {f"{r['type']}.{r['name']}": r["instances"][0]["attributes"] for r in told}

    def build(self) -> None:
        create = self.capabilities["environment.create"]
        create.apply(create.plan(self.create()), key="1")


@pytest.fixture(params=PROGRAMS)
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    write_template(tmp_path / "templates" / "web")
    settings = TerraformType.settings(
        state=str(tmp_path / "live"),
        templates=str(tmp_path / "templates"),
        program=request.param,
    )
    connector = TerraformType().connect("labs", settings, lambda reference: lambda: "")
    return Site(tmp_path, {each.spec.name: each for each in connector.capabilities()})


def test_environment_create_keeps_the_contract_on_the_real_program(site: Site) -> None:
    check_capability(site.capabilities["environment.create"], site.create(), site.state)
    assert site.state() == {}


def test_drift_in_the_state_is_found_set_back_and_gone(site: Site) -> None:
    site.build()
    path = site.path / "live" / ENVIRONMENT / "terraform.tfstate"
    told = json.loads(path.read_text())
    log = next(each for each in told["resources"] if each["name"] == "log")
    log["instances"][0]["attributes"]["input"]["value"]["purpose"] = "mining"
    path.write_text(json.dumps({**told, "serial": told["serial"] + 1}))
    correct = site.capabilities["environment.correct"]
    params = correct.params(environment=ENVIRONMENT)
    plan = correct.plan(params)
    assert {row.target.partition("/")[2] for row in plan} == {"terraform_data.log"}
    correct.apply(plan, key="1")
    assert correct.verify(plan)
    assert not correct.plan(params).changes


def test_at_its_end_nothing_is_left_in_the_state(site: Site) -> None:
    site.build()
    assert set(site.state()) == {"terraform_data.web", "terraform_data.log"}
    expire = site.capabilities["environment.expire"]
    plan = expire.plan(expire.params(environment=ENVIRONMENT))
    expire.apply(plan, key="1")
    assert expire.verify(plan)
    assert site.state() == {}
    expire.undo(plan, key="1/undo")
    assert set(site.state()) == {"terraform_data.web", "terraform_data.log"}


def test_an_error_of_the_configuration_is_told_in_one_line(site: Site) -> None:
    broken = CONFIGURATION + 'resource "terraform_data" "bad" { input = var.nothing }\n'
    write_template(site.path / "templates" / "web", configuration=broken)
    with pytest.raises(Permanent, match="Reference to undeclared input variable") as refusal:
        site.capabilities["environment.create"].plan(site.create())
    assert "\n" not in str(refusal.value)


def test_a_folder_that_somebody_works_in_is_tried_again_later(site: Site) -> None:
    create = site.capabilities["environment.create"]
    plan = create.plan(site.create())
    folder = site.path / "live" / ENVIRONMENT
    folder.mkdir(parents=True)
    with (folder / ".steersman.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Transient, match="being changed"):
            create.apply(plan, key="1")
    create.apply(plan, key="1")
    assert create.verify(plan)


def test_planning_leaves_nothing_behind(site: Site) -> None:
    site.capabilities["environment.create"].plan(site.create())
    assert not (site.path / "live").exists()
    assert sorted(p.name for p in (site.path / "templates" / "web").iterdir()) == [
        "environment.toml",
        "main.tf",
    ]
