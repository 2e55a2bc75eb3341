"""Each hostile story harms nobody, and its harmless twin goes through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.acceptance.hostile.judge import SCENARIOS, Finding, template, told_on
from tests.acceptance.hostile.stories import Telling, Told, by_name, telling_all

NAMES = [chosen.full_name for chosen in SCENARIOS]
ON_POSTGRES = [
    "identity: namesakes at work",
    "lying: crm closes half way",
    "approvals: of a plan that grew since",
    "approvals: kill switch between two steps",
    "feed: everybody terminated",
]
BOTH = pytest.mark.parametrize("hostile", [True, False], ids=["hostile", "twin"])


@pytest.fixture(scope="module")
def findings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[Telling, Told]]:
    """What became of each chosen story: all are told at once, and judged one by one."""
    chosen = [getattr(item, "callspec", None) for item in request.session.items]
    asked = [spec.params for spec in chosen if spec is not None and "name" in spec.params]
    tellings = [(p["name"], p["hostile"]) for p in asked if p.get("name") in NAMES]
    with telling_all(tellings, template(tmp_path_factory.mktemp("hostile"))) as told:
        yield told


def fails(found: Finding) -> str:
    if found.broke:
        return found.broke
    wrong = f"wrong: {sorted(found.wrong)}; " if found.wrong else ""
    return wrong + (f"not as it should be: {sorted(found.missing)}" if found.missing else "")


@BOTH
@pytest.mark.parametrize("name", NAMES)
def test_the_outside_world_is_as_it_should_be(
    name: str, hostile: bool, findings: Mapping[Telling, Told]
) -> None:
    assert not fails(findings[name, hostile].result())


@BOTH
@pytest.mark.parametrize("on_postgres", ON_POSTGRES)
def test_it_is_the_same_on_postgresql(
    on_postgres: str, hostile: bool, postgres_url: str, tmp_path: Path
) -> None:
    assert not fails(told_on(postgres_url, by_name(on_postgres), hostile, tmp_path))


def test_there_are_as_many_stories_as_were_promised() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert len(NAMES) >= 40
