"""The contract of an action, tried on every registered capability against its behaving fake."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest

from steersman.bootstrap.connect import connector_types
from steersman.capabilities.conformance import check_capability, check_declaration
from steersman.capabilities.contract import Capability
from steersman.servicedesk import handover
from tests.conformance.cases import CASES, OWN

TYPES = connector_types()
EACH = [(kind, name) for kind, names in CASES.items() for name in names]


def modules_of(kind: str) -> list[Any]:
    """Every module of the package that a connector type comes from."""
    package = importlib.import_module(type(TYPES[kind]).__module__.rpartition(".")[0])
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [importlib.import_module(module.name) for module in found]


def written_in(modules: list[Any]) -> set[str]:
    """The names of the capabilities that are defined in these modules."""
    classes = [
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Capability) and each is not Capability
    ]
    return {each.spec.name for each in classes if hasattr(each, "spec")}


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_a_capability_keeps_the_contract(kind: str, name: str, tmp_path: Path) -> None:
    case = CASES[kind][name](tmp_path)
    assert case.capability.spec.name == name
    check_capability(case.capability, case.params, case.snapshot)


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_each_capability_of_a_registered_kind_has_a_case(kind: str) -> None:
    missing = written_in(modules_of(kind)) - set(CASES.get(kind, {}))
    assert not missing, f"{kind}: add a case for {sorted(missing)} to tests/conformance/cases.py"


def test_each_capability_of_our_own_record_has_a_case() -> None:
    assert written_in([handover]) == set(CASES[OWN])


def test_no_case_is_left_of_a_kind_that_is_gone() -> None:
    assert set(CASES) - {OWN} == set(TYPES)


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_the_declaration_says_what_people_must_know(kind: str, name: str, tmp_path: Path) -> None:
    capability = CASES[kind][name](tmp_path).capability
    check_declaration(capability)
    assert capability.spec.summary[0].isupper()
    assert not capability.spec.summary.endswith("."), "a line of a table, not a sentence"


def test_a_capability_without_a_case_is_noticed() -> None:
    assert "account.disable" in written_in(modules_of("ldap"))
    assert "vpn.revoke" not in written_in(modules_of("ldap"))
