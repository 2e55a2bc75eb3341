"""Whose account is it?  Namesakes, re-hires, look-alikes, shared, service and protected ones."""

from __future__ import annotations

from tests.acceptance.hostile.judge import Truth, only, scenario
from tests.acceptance.hostile.outside import everywhere
from tests.acceptance.hostile.people import JANE, Someone
from tests.acceptance.hostile.world import World

NAMESAKE = Someone(number="1000", given="Jane", family="Doe")


def leave(world: World) -> None:
    world.leave(JANE)
    world.run(2)
    world.wait(3 * 3600)


@scenario
def plain(world: World, hostile: bool) -> Truth:
    leave(world)
    return only(everywhere(JANE))
