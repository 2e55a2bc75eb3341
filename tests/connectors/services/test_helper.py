"""The one file that is installed on hosts."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from company.services.hosts import HELPERS
from steersman.connectors.services.helper import helper_text
from tests.fixtures.shop import ManagedShop


def test_it_is_always_the_same_text() -> None:
    assert helper_text() == helper_text()
    assert "steersman.connectors" not in helper_text().replace("python -m steersman.connectors", "")


def test_no_name_is_given_twice() -> None:
    """The modules are joined: a second definition would silently replace the first."""
    defined = [
        node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else target.id
        for node in ast.parse(helper_text()).body
        for target in (getattr(node, "targets", []) or [node])
        if isinstance(node, ast.FunctionDef | ast.ClassDef) or isinstance(target, ast.Name)
    ]
    assert len(defined) > 100
    assert sorted(set(defined)) == sorted(defined)


def test_the_command_prints_it() -> None:
    command = [sys.executable, "-m", "steersman.connectors.services"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == helper_text()
    assert done.stderr == ""


@pytest.mark.parametrize("argv", [[], ["sh"], ["plan"], ["_alone", "x", "y"], ["plan", "x", "{}"]])
def test_only_its_own_verbs_are_run(tmp_path: Path, argv: list[str]) -> None:
    script = tmp_path / "steersman-services"
    script.write_text(helper_text())
    done = subprocess.run([sys.executable, "-I", script, *argv], capture_output=True, check=False)
    assert done.returncode == 64
    assert done.stdout == b""


@pytest.mark.parametrize(
    "asked", ['{"service": 1}', "[]", "{", '{"shell": "id"}', '{"service": "shop", "x": "y"}']
)
def test_parameters_of_another_form_are_refused(shop1: ManagedShop, asked: str) -> None:
    argv = [f"{HELPERS}/steersman-services", "plan", "service.stop", asked]
    with pytest.raises(Exception, match="parameters"):
        shop1.shop.host.run(*argv)


def test_changes_of_another_kind_are_refused(shop1: ManagedShop) -> None:
    """``apply`` believes no caller: what it is handed must be of the action's own kind."""
    machine = shop1.shop.sh("cat /etc/machine-id")
    argv = [f"{HELPERS}/steersman-services", "apply", "service.stop", machine]
    rows = b'[["configuration/nginx", "state", "running", "stopped"]]'
    with pytest.raises(Exception, match="is no service"):
        shop1.shop.host.run(*argv, stdin=rows)
