"""What depends on what, read from the record on both stores."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.cmdb.relations import RELATION_TYPES, Impact
from steersman.domain.graph import Way
from steersman.domain.graph.between import Direction
from steersman.domain.graph.failure import Effect
from steersman.domain.permissions import Principal
from steersman.records.cmdb.tables import ci_relations, configuration_items
from steersman.records.graph import EVERYTHING, Graph, Sight
from steersman.records.permissions.compiler import compile_constraints
from tests.records.graph.world import World

SHOP = ("shop depends_on api", "api runs_on vm", "vm hosted_on host", "host located_in dc")


def without(environment: str) -> Sight:
    """The sight of somebody whose rule leaves one environment out."""
    rule = [{"environment__lt": environment}, {"environment__gt": environment}]
    where = compile_constraints(rule, configuration_items, Principal("nobody"))
    return Sight(where, sa.true())


@pytest.fixture
def shop(world: World) -> World:
    world.items("shop", "api", "vm", "host", "dc")
    world.relate(*SHOP)
    return world


def depths(graph: Graph, root: str, way: Way = Way.DEPENDENTS, sight: Sight = EVERYTHING) -> object:
    found = graph.impact(sight, [root], way, hops=9).walk.found
    return {one: each.depth for one, each in found.items()}


def test_impact_is_all_that_depends_on_it_with_the_depth(shop: World, graph: Graph) -> None:
    assert depths(graph, "host") == {"vm": 1, "api": 2, "shop": 3}
    assert depths(graph, "host", Way.DEPENDENCIES) == {"dc": 1}


def test_why_names_each_relation_on_the_way(shop: World, graph: Graph) -> None:
    why = graph.impact(EVERYTHING, ["host"]).walk.why("shop")
    assert [f"{e.dependent} {e.relation} {e.needed}" for e in why] == [*reversed(SHOP[:3])]


@pytest.mark.parametrize("kind", sorted(RELATION_TYPES))
def test_each_relation_type_passes_impact_on_as_it_says(
    world: World, graph: Graph, kind: str
) -> None:
    world.items("parent", "child")
    world.relate(f"parent {kind} child")
    impact = RELATION_TYPES[kind].impact
    assert bool(depths(graph, "child")) is (impact in (Impact.PARENT, Impact.BOTH))
    assert bool(depths(graph, "parent")) is (impact in (Impact.CHILD, Impact.BOTH))


def test_hops_are_counted_and_the_walk_says_when_it_read_too_much(
    shop: World, graph: Graph
) -> None:
    assert list(graph.impact(EVERYTHING, ["host"], hops=2).walk.found) == ["vm", "api"]
    some = graph.impact(EVERYTHING, ["host"], most=2).walk
    assert (sorted(some.found), some.complete, some.whole) == (["api", "vm"], False, 2)


def test_the_list_goes_by_depth_then_criticality_then_name(world: World, graph: Graph) -> None:
    world.items("host", "far", criticality="1")
    world.items("b", "a", criticality="3")
    world.items("unrated")
    world.items("vital", criticality="1")
    world.relate(*(f"{one} runs_on host" for one in ("unrated", "b", "a", "vital")))
    world.relate("far runs_on b")
    assert graph.impact(EVERYTHING, ["host"]).listed == ["vital", "a", "b", "unrated", "far"]


def test_a_circle_is_named(shop: World, graph: Graph) -> None:
    shop.relate("dc powered_by vm")
    impact = graph.impact(EVERYTHING, ["host"])
    assert impact.cycles == (("dc", "host", "vm"),)
    assert set(impact.walk.found) == {"vm", "api", "shop", "dc"}


def test_what_may_not_be_seen_is_neither_shown_nor_gone_through(world: World, graph: Graph) -> None:
    world.items("shop", "host")
    world.items("api", environment="secret")
    world.relate("shop depends_on api", "api runs_on host")
    assert depths(graph, "host") == {"api": 1, "shop": 2}
    assert depths(graph, "host", sight=without("secret")) == {}
    hidden = graph.impact(without("secret"), ["host"])
    assert set(hidden.facts) == {"host"}
    assert not list(hidden.walk.inner())


def test_a_hidden_thing_changes_nothing_in_the_answer(world: World, graph: Graph) -> None:
    """The same as if it were not in the record at all: that is why no answer can tell of it."""
    world.items("shop", "host", "vm")
    world.relate("shop runs_on vm", "vm hosted_on host")
    before = graph.impact(without("secret"), ["host"])
    world.items("dark", "dark2", environment="secret")
    world.relate("dark hosted_on host", "dark2 depends_on dark", "shop depends_on dark")
    assert graph.impact(without("secret"), ["host"]) == before


def test_what_may_not_be_seen_does_not_make_an_answer_stop_early(
    world: World, graph: Graph
) -> None:
    """That there is too much of it would tell that it is there."""
    world.items("host", "vm")
    hidden = [f"dark{n}" for n in range(9)]
    world.items(*hidden, environment="secret")
    world.relate("vm hosted_on host", *(f"{one} hosted_on host" for one in hidden))
    seen = graph.impact(without("secret"), ["host"], most=3).walk
    assert (list(seen.found), seen.complete) == (["vm"], True)


def test_a_hidden_relation_is_not_gone_along(shop: World, graph: Graph) -> None:
    """Rules may hide a relation whose two ends may be seen."""
    rule = {"type__in": ["hosted_on", "located_in"]}
    where = compile_constraints(rule, ci_relations, Principal("nobody"))
    assert depths(graph, "host", sight=Sight(sa.true(), where)) == {"vm": 1}


def test_a_root_that_may_not_be_seen_answers_like_one_that_is_not_there(
    world: World, graph: Graph
) -> None:
    world.items("host", "vm", environment="secret")
    world.relate("vm hosted_on host")
    assert (
        graph.impact(without("secret"), ["host"]).walk
        == graph.impact(without("secret"), ["no-such"]).walk
    )


def test_a_relation_to_something_that_is_gone_leads_nowhere(shop: World, graph: Graph) -> None:
    shop.relate("ghost depends_on host", "other depends_on ghost")
    assert depths(graph, "host") == {"vm": 1, "api": 2, "shop": 3}


CLUSTER = ("h1 member_of cluster", "h2 member_of cluster", "h3 member_of cluster")


@pytest.fixture
def cluster(world: World) -> World:
    world.items("service", "h1", "h2", "h3", "rack")
    world.items("cluster", ci_class="cluster", attributes={"minimum_members": 2})
    world.relate(*CLUSTER, "service runs_on cluster", "h1 located_in rack", "h2 located_in rack")
    return world


def test_redundancy_keeps_a_service_up_when_one_host_goes(cluster: World, graph: Graph) -> None:
    impact = graph.impact(EVERYTHING, ["h3"])
    assert impact.effect("cluster") is Effect.LOSES_REDUNDANCY
    assert impact.effect("service") is Effect.STAYS_UP


def test_redundancy_ends_where_too_many_members_go_at_once(cluster: World, graph: Graph) -> None:
    assert graph.impact(EVERYTHING, ["rack"]).effect("service") is Effect.FAILS
    assert graph.impact(EVERYTHING, ["h1", "h3"]).effect("service") is Effect.FAILS


def test_that_something_stays_up_is_not_said_before_every_way_was_looked_at(
    cluster: World, graph: Graph
) -> None:
    """The service also stands on h3 itself, by a way that is longer than was asked for."""
    cluster.items("a", "b")
    cluster.relate("service depends_on a", "a depends_on b", "b depends_on h3")
    assert graph.impact(EVERYTHING, ["h3"], hops=2).effect("service") is Effect.FAILS
    some = graph.impact(EVERYTHING, ["h3"], hops=2, most=4)
    assert some.effect("cluster") is None
    assert some.effect("a") is Effect.FAILS


def test_single_points_are_what_redundancy_does_not_cover(cluster: World, graph: Graph) -> None:
    found = graph.single_points(EVERYTHING, "service")
    assert (list(found.points), set(found.others)) == (["cluster", "rack"], {"h1", "h2", "h3"})


def test_what_holds_only_because_of_hidden_members_is_not_said_at_all(
    cluster: World, graph: Graph
) -> None:
    """Of the members some may be hidden: whether enough are left cannot be told from the rest."""
    assert graph.impact(without("secret"), ["h3"]).effect("cluster") is None
    assert graph.impact(without("secret"), ["h3"]).effect("service") is None
    found = graph.single_points(without("secret"), "service")
    assert (list(found.points), found.sure) == (["cluster"], False)


@pytest.mark.parametrize("minimum", [None, "two", True, -1])
def test_a_minimum_that_is_not_recorded_counts_no_member_as_spare(
    world: World, graph: Graph, minimum: object
) -> None:
    world.items("service", "h1", "h2")
    world.items("cluster", ci_class="cluster", attributes={"minimum_members": minimum})
    world.relate(*CLUSTER[:2], "service runs_on cluster")
    assert "h1" in graph.single_points(EVERYTHING, "service").points


def test_ways_go_along_the_dependencies_first(shop: World, graph: Graph) -> None:
    down = graph.ways(EVERYTHING, "shop", "dc").between
    assert (down.direction, down.ways[0][0]) == (
        Direction.DEPENDS_ON,
        ["shop", "api", "vm", "host", "dc"],
    )
    assert down.through == ["api", "vm", "host"]
    up = graph.ways(EVERYTHING, "dc", "shop").between
    assert (up.direction, up.ways[0][0]) == (Direction.IS_NEEDED_BY, down.ways[0][0][::-1])


def test_siblings_are_connected_by_what_both_stand_on(shop: World, graph: Graph) -> None:
    shop.items("other", "alone")
    shop.relate("other hosted_on host")
    found = graph.ways(EVERYTHING, "other", "vm").between
    assert (found.direction, found.ways[0][0]) == (Direction.CONNECTED, ["other", "host", "vm"])
    nothing = graph.ways(EVERYTHING, "alone", "vm").between
    assert (nothing.direction, nothing.complete) == (Direction.UNCONNECTED, True)
