"""Each hostile story harms nobody, and its harmless twin goes through."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.hostile.judge import SCENARIOS, Scenario, template, told
from tests.acceptance.hostile.stories import FAMILIES

assert FAMILIES
EACH = pytest.mark.parametrize("chosen", SCENARIOS, ids=lambda s: f"{s.family}-{s.name}")


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("hostile"))


@EACH
def test_nothing_is_done_that_is_not_allowed(chosen: Scenario, start: Path) -> None:
    found = told(chosen, True, start)
    assert not found.wrong
    assert not found.missing


@EACH
def test_its_harmless_twin_goes_through(chosen: Scenario, start: Path) -> None:
    found = told(chosen, False, start)
    assert not found.wrong
    assert not found.missing
