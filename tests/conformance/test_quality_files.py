"""Each connector's quality file: the tests that it names exist, and carry the tier it claims."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from steersman.capabilities.quality import KNOWN, Quality, load

ROOT = Path(__file__).parents[2]
CONNECTORS = ROOT / "src" / "steersman" / "connectors"
FOLDERS = sorted(init.parent for init in CONNECTORS.glob("*/__init__.py"))


def quality_of(folder: Path) -> Quality:
    return load((folder / "quality.toml").read_text())


def defined_in(path: Path) -> set[str]:
    """The names of a test file's tests, those in classes as ``Class::test``."""
    names: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = (each for each in node.body if isinstance(each, ast.FunctionDef))
            names |= {f"{node.name}::{each.name}" for each in inner}
    return {name for name in names if name.rpartition("::")[2].startswith("test_")}


def exists(node_id: str) -> bool:
    file, _, name = node_id.partition("::")
    path = ROOT / file
    return path.is_file() and any(test.startswith(name.split("[")[0]) for test in defined_in(path))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_connector_has_a_quality_file(folder: Path) -> None:
    assert (folder / "quality.toml").is_file(), (
        f"{folder.name}: add quality.toml, see docs/reference/connector-quality.md"
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_named_test_exists(folder: Path) -> None:
    missing = {rule: test for rule, test in quality_of(folder).rules.items() if not exists(test)}
    assert not missing


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_tier_is_higher_than_its_proof(folder: Path) -> None:
    quality = quality_of(folder)
    assert quality.proven is not None, "not even the bronze rules are proven"
    assert quality.tier.value <= quality.proven.value


def test_a_name_that_no_test_has_is_noticed() -> None:
    here = "tests/conformance/test_quality_files.py"
    assert exists(f"{here}::test_every_named_test_exists")
    assert not exists(f"{here}::test_of_everything")
    assert not exists("tests/conformance/test_nothing.py::test_x")


def test_the_page_explains_each_rule() -> None:
    page = (ROOT / "docs" / "reference" / "connector-quality.md").read_text()
    assert [rule for rule in sorted(KNOWN) if f"| `{rule}` |" not in page] == []
