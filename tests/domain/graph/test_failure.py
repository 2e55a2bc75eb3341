"""What a failure takes down, with redundancy taken into account."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.graph import Dependency
from steersman.domain.graph.failure import Effect, Model, Redundancy
from tests.domain.graph.graphs import NAMES, dependencies, needs, reachable

MIXED = dependencies(("depends_on", "member_of"))
MINIMUM = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3))


def failing(edges: list[Dependency], broken: set[str], minimum: Mapping[str, int]) -> set[str]:
    """All that fails, the slow way: look at everything again until nothing changes."""
    down = set(broken)
    while True:
        new = {one for one in NAMES if one not in down and _fails(one, edges, down, minimum)}
        if not new:
            return down
        down |= new


def _fails(one: str, edges: list[Dependency], down: set[str], minimum: Mapping[str, int]) -> bool:
    member = {e.needed for e in edges if e.dependent == one and e.relation == "member_of"}
    other = {e.needed for e in edges if e.dependent == one and e.relation != "member_of"}
    if one not in minimum:
        return bool((other | member) & down)
    short = bool(member & down) and len(member - down) < minimum[one]
    return bool(other & down) or short


def model(edges: list[Dependency], minimum: Mapping[str, int]) -> Model:
    return Model(edges, Redundancy(minimum))


@given(MIXED, MINIMUM, st.sets(st.sampled_from(NAMES), max_size=3))
def test_what_fails_is_what_cannot_stand(
    edges: list[Dependency], minimum: dict[str, int], broken: set[str]
) -> None:
    effects = model(edges, minimum).effects(broken)
    fails = {one for one, effect in effects.items() if effect is Effect.FAILS}
    assert fails == failing(edges, broken, minimum)


@given(MIXED, MINIMUM, st.sampled_from(NAMES))
def test_a_single_point_of_failure_is_what_takes_it_down_when_removed(
    edges: list[Dependency], minimum: dict[str, int], service: str
) -> None:
    expected = {one for one in NAMES if service in failing(edges, {one}, minimum)} - {service}
    assert model(edges, minimum).single_points(service) == expected


@given(dependencies(), st.sampled_from(NAMES))
def test_without_redundancy_everything_that_depends_on_it_fails(
    edges: list[Dependency], host: str
) -> None:
    effects = model(edges, {}).effects([host])
    assert set(effects) - {host} == set(reachable(edges, host, 99))
    assert set(effects.values()) == {Effect.FAILS}


CLUSTER = needs("service>cluster", "cluster>h1 member", "cluster>h2 member", "cluster>h3 member")


def test_a_cluster_with_members_to_spare_only_loses_redundancy() -> None:
    effects = model(CLUSTER, {"cluster": 2}).effects(["h1"])
    assert effects == {"h1": Effect.FAILS, "cluster": Effect.LOSES_REDUNDANCY}


def test_a_cluster_short_of_members_takes_its_service_down() -> None:
    effects = model(CLUSTER, {"cluster": 2}).effects(["h1", "h2"])
    assert effects["service"] is Effect.FAILS


def test_what_all_members_stand_on_is_a_single_point() -> None:
    edges = [*CLUSTER, *needs("h1>rack", "h2>rack", "h3>shelf")]
    points = model(edges, {"cluster": 2}).single_points("service")
    assert points == {"cluster", "rack"}


def test_a_cluster_whose_minimum_nobody_recorded_needs_every_member() -> None:
    assert "h1" in model(CLUSTER, {}).single_points("service")


def test_a_cluster_that_is_short_already_falls_with_the_next_member() -> None:
    assert "h1" in model(CLUSTER, {"cluster": 9}).single_points("service")
