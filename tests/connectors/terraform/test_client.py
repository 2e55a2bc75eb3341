"""States in files, in folders and behind the HTTP backend's protocol."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from steersman.capabilities.json_errors import Forbidden, Unauthorised
from steersman.connectors.terraform.client import StateFiles
from steersman.connectors.terraform.connector import TerraformConnector, connector_type
from steersman.connectors.terraform.settings import TerraformSettings
from steersman.domain.errors import Permanent, Transient
from tests.connectors.terraform.samples import STATE, state
from tests.fixtures.faulty_http import faulty_http, reply

PASSWORD = "hunter2-password"


def connect(where: str | Path, **more: object) -> TerraformConnector:
    settings = TerraformSettings.model_validate({"state": str(where), "timeout": 2, **more})
    return connector_type.connect("cloud", settings, lambda name: lambda: PASSWORD)


def write(path: Path, told: object, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told))
    path.chmod(mode)
    return path


def test_a_file_is_read(tmp_path: Path) -> None:
    connector = connect(write(tmp_path / "terraform.tfstate", STATE))
    assert len(connector.inventory().collect().items) == 5


def test_a_folder_is_read_with_what_lies_below_it(tmp_path: Path) -> None:
    write(tmp_path / "terraform.tfstate.d/prod/terraform.tfstate", STATE)
    write(tmp_path / "test/terraform.tfstate", state(lineage="L2"))
    write(tmp_path / "test/terraform.tfstate.backup", STATE)
    write(tmp_path / "test/.terraform/terraform.tfstate", {"version": 3})
    (tmp_path / "test/broken.tfstate").write_text("{")
    (tmp_path / "test/link.tfstate").symlink_to("/etc/passwd")
    names = {each.name: bool(each.fault) for each in StateFiles(tmp_path).states()}
    assert names == {
        "terraform.tfstate.d/prod/terraform.tfstate": False,
        "test/broken.tfstate": True,
        "test/terraform.tfstate": False,
    }
    inventory = connect(tmp_path).inventory().collect()
    assert len(inventory.items) == 5
    assert "no sound JSON" in inventory.not_read[0].why


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, "\ufffe"])
def test_a_file_that_is_no_json_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "terraform.tfstate"
    path.write_text(content)
    with pytest.raises(Permanent, match="no sound JSON"):
        connect(path).inventory().collect()


def test_a_folder_without_states_and_a_file_that_is_missing_are_told(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="no file that ends in"):
        connect(tmp_path).inventory().collect()
    with pytest.raises(Permanent, match="cannot be read"):
        connect(tmp_path / "absent").inventory().collect()


def test_the_http_backend_is_asked_once_with_the_sign_in() -> None:
    with faulty_http(lambda asked: reply(200, STATE)) as server:
        connector = connect(f"{server.url}/state/prod", user="reader", password_secret="env:X")
        assert len(connector.inventory().collect().items) == 5
        (asked,) = server.asked
    both = base64.b64encode(f"reader:{PASSWORD}".encode()).decode()
    assert (asked.method, asked.path) == ("GET", "/state/prod")
    assert asked.headers["authorization"] == f"Basic {both}"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reply(401), Unauthorised),
        (reply(403, {"error": PASSWORD}), Forbidden),
        (reply(404), Permanent),
        (reply(503), Transient),
        (reply(302, headers={"Location": "https://evil.example"}), Permanent),
        (reply(200, STATE, cut=9), Transient),
        (reply(200, {"version": 3, "resources": []}), Permanent),
    ],
)
def test_other_answers_are_errors_without_the_password(
    answer: bytes, error: type[Exception]
) -> None:
    with faulty_http(lambda asked: answer) as server:
        connector = connect(f"{server.url}/state", user="reader", password_secret="env:X")
        with pytest.raises(error) as told:
            connector.inventory().collect()
    assert PASSWORD not in f"{told.value} {connector!r}"


def test_the_check_names_resources_and_version(tmp_path: Path) -> None:
    found = connect(write(tmp_path / "terraform.tfstate", STATE)).check()
    assert found.reached
    assert found.detail == "6 resources, written by Terraform 1.9.0"
    assert (found.missing, found.excessive) == ((), ())


def test_a_state_that_everybody_may_read_is_told(tmp_path: Path) -> None:
    found = connect(write(tmp_path / "terraform.tfstate", STATE, 0o644)).check()
    assert "readable by everybody" in found.excessive[0]


def test_a_state_that_is_not_there_is_not_reached(tmp_path: Path) -> None:
    assert not connect(tmp_path / "absent").check().reached
    assert not connect(tmp_path).check().reached


def test_an_account_that_may_not_read_the_state_is_named() -> None:
    with faulty_http(lambda asked: reply(403)) as server:
        found = connect(f"{server.url}/state").check()
    assert found.reached
    assert found.missing == ("reading the state",)
    assert found.unknown
