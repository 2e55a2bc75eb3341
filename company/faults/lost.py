"""What no runbook may repair: data that is gone, a program that is gone."""

from __future__ import annotations

from company.faults.fault import Fault, World, runs, serves, started_again
from company.services.estate.shop import RELEASES, SHOP


def _lose_catalogue(world: World) -> None:
    """In every release, so that no roll back helps."""
    for release in RELEASES:
        place = f"{SHOP}/releases/{release}"
        world.shop.sh(f"mv {place}/catalogue {place}/lost")


def _find_catalogue(world: World) -> None:
    for release in RELEASES:
        place = f"{SHOP}/releases/{release}"
        world.shop.sh(f"mv {place}/lost {place}/catalogue")


def _lose_program(world: World) -> None:
    for release in RELEASES:
        place = f"{SHOP}/releases/{release}"
        world.shop.sh(f"mv {place}/app.py {place}/app.lost")
    world.shop.sh("supervisorctl restart shop", check=False)


def _find_program(world: World) -> None:
    for release in RELEASES:
        place = f"{SHOP}/releases/{release}"
        world.shop.sh(f"mv {place}/app.lost {place}/app.py")
    started_again(world, "shop")


FAULTS = (
    Fault(
        name="data lost",
        summary="The shop's catalogue is gone from every release",
        component="service shop",
        inject=_lose_catalogue,
        over=serves,
        clean=_find_catalogue,
    ),
    Fault(
        name="program lost",
        summary="The shop's program is gone from every release",
        component="service shop",
        inject=_lose_program,
        over=lambda world: runs(world, "shop") and serves(world),
        clean=_find_program,
    ),
)
