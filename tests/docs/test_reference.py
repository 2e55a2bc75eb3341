"""The reference names everything that a person can set, call, type or be told by."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest
from pydantic import BaseModel

from steersman.bootstrap.connect import connector_types
from steersman.governor import limits
from steersman.governor.guards import AFTER_POLICIES, BEFORE_POLICIES
from steersman.governor.policies.files import USUAL
from steersman.settings import client, product, systems
from tests.architecture.source import HOUSE
from tests.conformance.cases import CASES
from tests.docs.pages import page


def _generator() -> ModuleType:
    path = HOUSE / "scripts" / "reference.py"
    spec = importlib.util.spec_from_file_location("reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REFERENCE = _generator()


def models_in(*modules: ModuleType) -> list[type[BaseModel]]:
    """The public settings classes that these modules define."""
    return [
        each
        for module in modules
        for name, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, BaseModel)
        if each.__module__ == module.__name__ and not name.startswith("_")
    ]


@pytest.mark.parametrize("name", sorted(REFERENCE.PAGES))
def test_a_page_says_what_the_code_says(name: str) -> None:
    written = page(f"docs/reference/{name}").text
    assert written == REFERENCE.PAGES[name](), "run: .venv/bin/python scripts/reference.py"


@pytest.mark.parametrize("model", models_in(product, client, limits), ids=lambda m: m.__name__)
def test_every_setting_is_documented(model: type[BaseModel]) -> None:
    text = page("docs/reference/settings.md").text
    missing = {n for n in model.model_fields if f"`{n}`" not in text}
    assert {n for n in missing if f"`STEERSMAN_{n.upper()}`" not in text} == set()


def test_every_key_of_the_systems_file_is_documented() -> None:
    text = page("docs/reference/settings.md").text
    tables = [model for model in models_in(systems) if model is not systems.Systems]
    names = {name for model in tables for name in model.model_fields}
    assert {name for name in names if f"`{name}`" not in text} == set()
    assert {n for n in systems.Systems.model_fields if f"[{n}" not in text} == {"folder"}


@pytest.mark.parametrize("kind", sorted(connector_types()))
def test_every_setting_of_a_kind_is_documented(kind: str) -> None:
    section = page("docs/reference/systems-kinds.md").text.split(f"\n## {kind}\n")[1]
    section = section.split("\n## ")[0]
    names = connector_types()[kind].settings.model_fields
    assert [name for name in names if f"| `{name}` |" not in section] == []


@pytest.mark.parametrize("kind", sorted(CASES))
def test_every_capability_is_documented(kind: str) -> None:
    section = page("docs/reference/capabilities.md").text.split(f"\n## {kind}\n")[1]
    section = section.split("\n## ")[0]
    assert [name for name in CASES[kind] if f"| `{name}` |" not in section] == []


def test_every_guard_is_documented() -> None:
    text = page("docs/reference/guards.md").text
    names = [*BEFORE_POLICIES, *AFTER_POLICIES]
    assert [name for name in names if f"| `{name}` |" not in text] == []


def test_everything_that_a_policy_sees_is_documented() -> None:
    text = page("docs/reference/policies-schema.md").text
    assert [name for name in USUAL if f"| `{name}` |" not in text] == []
