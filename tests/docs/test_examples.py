"""What the pages tell people to write is taken by the real loaders."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from steersman.bootstrap.connect import connect
from steersman.capabilities import quality
from steersman.connectors.terraform.environments.template import Manifest
from steersman.domain.on_call.schedule import Schedule
from steersman.domain.on_call.written import layers_of
from steersman.governor.limits import Limits
from steersman.governor.policies.files import SHIPPED, load
from steersman.governor.policies.rule import Policies
from steersman.settings.systems import load_systems
from tests.architecture.source import HOUSE
from tests.docs.pages import blocks

SYSTEMS_FILE = {"systems", "hr", "mail", "syslog", "alert_mail"}
LIMITS_FILE = set(Limits.model_fields)
TEMPLATE = set(Manifest.model_fields)
QUALITY_FILE = {"tier", "tested_against", "rules", "not_applicable"}

ON_CALL = {"name", "time_zone", "service", "layers", "needed", "lead", "team"}


def of_kind(keys: set[str]) -> list[tuple[str, str]]:
    """The TOML examples whose keys at the top are among ``keys``."""
    return [(name, body) for name, body in blocks("toml") if set(tomllib.loads(body)) <= keys]


@pytest.mark.parametrize(("name", "body"), of_kind(SYSTEMS_FILE))
def test_a_systems_file_connects(name: str, body: str, tmp_path: Path) -> None:
    path = tmp_path / "systems.toml"
    path.write_text(body)
    make_files(tmp_path, body)
    connect(load_systems(path)).close()


def make_files(folder: Path, body: str) -> None:
    """The secrets that an example names, as its reader would have made them."""
    for name in re.findall(r'"file:([^"/][^"]*)"', body):
        secret = folder / name
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.touch(mode=0o600)
        os.chmod(secret, 0o600)


@pytest.mark.parametrize(("name", "body"), of_kind(LIMITS_FILE))
def test_a_limits_file_is_taken(name: str, body: str) -> None:
    Limits.model_validate(tomllib.loads(body))


@pytest.mark.parametrize(("name", "body"), of_kind(QUALITY_FILE))
def test_a_quality_file_is_taken(name: str, body: str) -> None:
    quality.load(body)


@pytest.mark.parametrize(("name", "body"), of_kind(ON_CALL))
def test_a_schedule_is_taken(name: str, body: str) -> None:
    told = tomllib.loads(body)
    layers = layers_of(told["layers"])
    Schedule(id="", name=told["name"], time_zone=told["time_zone"], layers=layers).check()


@pytest.mark.parametrize(("name", "body"), of_kind(TEMPLATE))
def test_a_template_is_taken(name: str, body: str) -> None:
    Manifest.model_validate(tomllib.loads(body))


@pytest.mark.parametrize(("name", "body"), list(blocks("cedar")))
def test_a_policy_fits_the_schema(name: str, body: str) -> None:
    Policies(body)


@pytest.mark.parametrize(("name", "body"), of_kind({"test"}))
def test_the_tests_of_a_policy_pass_beside_it(name: str, body: str, tmp_path: Path) -> None:
    (policy,) = [text for where, text in blocks("cedar") if where == name]
    shipped = (SHIPPED / "10-house-rules.cedar").read_text()
    (tmp_path / "10-house-rules.cedar").write_text(shipped)
    (tmp_path / "20-example.cedar").write_text(policy)
    (tmp_path / "20-example.tests.toml").write_text(body)
    assert load(tmp_path).tests > 0
    (tmp_path / "20-example.cedar").unlink()
    with pytest.raises(Exception, match="expects forbid, and it is allowed"):
        load(tmp_path)


def test_every_toml_example_is_of_a_kind_that_is_tried() -> None:
    known = [SYSTEMS_FILE, LIMITS_FILE, QUALITY_FILE, ON_CALL, TEMPLATE, {"test"}, {"project"}]
    strays = [n for n, b in blocks("toml") if not any(set(tomllib.loads(b)) <= k for k in known)]
    assert strays == []


def test_every_make_target_of_the_pages_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (HOUSE / "Makefile").read_text(), re.M))
    used = {t for _, body in blocks("sh") for t in re.findall(r"^make ([a-z-]+)", body, re.M)}
    assert used
    assert used <= targets


def test_every_script_of_the_pages_exists() -> None:
    used = {s for _, b in blocks("sh") for s in re.findall(r"\b(?:scripts|tests)/[\w/.-]+", b)}
    assert [script for script in sorted(used) if not (HOUSE / script).exists()] == []
