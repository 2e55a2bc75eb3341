"""Who judges: the outside systems alone, before and after, against what the story allows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.acceptance.hostile.outside import changed
from tests.acceptance.hostile.world import World, empty, settle, world_from

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # no disk waits
Keys = set[str]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What may be touched, and what must be shut in the end, in the words of the dump."""

    may: Keys = field(default_factory=set)
    shut: Keys = field(default_factory=set)
    as_before: bool = False  # everything must stand as it stood at the start


NOTHING = Truth()
Story = Callable[[World, bool], Truth]


@dataclass(frozen=True)
class Scenario:
    """One story, told twice: ``hostile``, and as the harmless twin that must go through."""

    family: str
    name: str
    story: Story


SCENARIOS: list[Scenario] = []


def scenario(story: Story) -> Story:
    """Take a story in; its module is the family."""
    family = story.__module__.rpartition(".")[2]
    SCENARIOS.append(Scenario(family, story.__name__, story))
    return story


@dataclass(frozen=True)
class Finding:
    wrong: Keys  # touched, or opened, though nothing allowed it
    missing: Keys  # should be shut and stands open


def only(*allowed: Keys) -> Truth:
    """These are shut, all of them, and nothing else is touched."""
    every = set[str]().union(*allowed)
    return Truth(may=every, shut=every)


def judge(world: World, story: Story, hostile: bool) -> Finding:
    truth = story(world, hostile)
    after, open_now = world.outside.dump(), world.outside.open_doors()
    touched = changed(world.before, after)
    return Finding(
        wrong=touched if truth.as_before else touched - truth.may,
        missing=truth.shut & open_now,
    )


def template(folder: Path) -> Path:
    """A settled company that every story starts from a copy of."""
    world = empty(folder)
    settle(world)
    world.close()
    return folder


def told(chosen: Scenario, hostile: bool, start: Path) -> Finding:
    with tempfile.TemporaryDirectory(prefix="steersman-hostile-", dir=MEMORY) as name:
        with world_from(start, Path(name)) as world:
            return judge(world, chosen.story, hostile)
