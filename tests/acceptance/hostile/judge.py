"""Who judges: the outside systems alone, before and after, against what the story allows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.acceptance.hostile.outside import changed, everywhere
from tests.acceptance.hostile.people import Someone
from tests.acceptance.hostile.world import World, empty, settle, world_from

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # no disk waits
Keys = set[str]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What may be touched, and what must be shut in the end, in the words of the dump."""

    may: Keys = field(default_factory=set)
    shut: Keys = field(default_factory=set)
    open: Keys = field(default_factory=set)  # what must be usable again in the end


NOTHING = Truth()
Story = Callable[[World, bool], Truth]


@dataclass(frozen=True)
class Scenario:
    """One story, told twice: ``hostile``, and as the harmless twin that must go through."""

    family: str
    name: str
    story: Story

    @property
    def full_name(self) -> str:
        return f"{self.family}: {self.name.replace('_', ' ')}"


SCENARIOS: list[Scenario] = []


def scenario(story: Story) -> Story:
    """Take a story in; its module is the family."""
    family = story.__module__.rpartition(".")[2]
    SCENARIOS.append(Scenario(family, story.__name__, story))
    return story


@dataclass(frozen=True)
class Finding:
    wrong: Keys  # touched, though nothing allowed it
    missing: Keys  # should be shut and stands open, or the other way round
    broke: str = ""  # the story could not be told to its end


def only(*allowed: Keys) -> Truth:
    """These are shut, all of them, and nothing else is touched."""
    every = set[str]().union(*allowed)
    return Truth(may=every, shut=every)


def taken_back(who: Someone) -> Truth:
    """As it was, but for the sessions: nobody can give those back, people sign in again."""
    doors = everywhere(who)
    lost = {key for key in doors if key.partition("/")[0] in ("mail", "slack", "web1")}
    return Truth(may=lost, open={key for key in doors if not key.startswith("mail/")})


def judge(world: World, story: Story, hostile: bool) -> Finding:
    truth = story(world, hostile)
    after, open_now = world.outside.dump(), world.outside.open_doors()
    touched = changed(world.before, after)
    return Finding(
        wrong=touched - truth.may,
        missing=(truth.shut & open_now) | (truth.open - open_now),
    )


def template(folder: Path) -> Path:
    """A settled company that every story starts from a copy of."""
    world = empty(folder)
    settle(world)
    world.close()
    return folder


def told(chosen: Scenario, hostile: bool, start: Path) -> Finding:
    """Tell one story in a copy of the company that ``start`` holds."""
    with (
        tempfile.TemporaryDirectory(prefix="steersman-hostile-", dir=MEMORY) as name,
        world_from(start, Path(name)) as world,
    ):
        return judge(world, chosen.story, hostile)


def told_on(database_url: str, chosen: Scenario, hostile: bool, folder: Path) -> Finding:
    """Tell one story on another store, in a company that is settled for it alone."""
    world = empty(folder, database_url)
    settle(world)
    world.close()  # the story may arrange what stands outside before we look
    try:
        return judge(world, chosen.story, hostile)
    finally:
        world.close()
