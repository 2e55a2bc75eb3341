"""Graphviz: what its grammar allows, and what people write in it."""

from __future__ import annotations

import pytest

from steersman.knowledge.diagrams import Diagram, Link, read_diagrams

NET = r"""
/* production */
strict digraph "Order flow" {
  rankdir=LR; node [shape=box, style="rounded"];
  edge [color=grey]
  subgraph cluster_ldn { label = "London"; style=filled
    gw [label="Order\ngateway", URL="https://wiki.example/gw"];
    subgraph cluster_db { ledger [shape=cylinder label=<<b>Ledger</b><br/>DB>]; label="Data tier" }
  }
  // comment
  gw -> ledger [label="tcp 5432"];
  web:http:n -> gw -> { risk; "clear ing" } ;
  ledger -> backup [dir=back]; a -> b [dir=both]
  rec [shape=record, label="{<p1> in|<p2> out}"]
  "long " + "name"
}
"""


def read(text: str) -> Diagram:
    return read_diagrams("net.dot", text.encode())[0]


def test_nodes_have_labels_shapes_and_clusters() -> None:
    diagram = read(NET)
    nodes = {node.id: node for node in diagram.nodes}
    assert diagram.title == "Order flow"
    assert nodes["gw"].label == "Order gateway"
    assert nodes["gw"].group == ("London",)
    assert nodes["gw"].attributes == (("URL", "https://wiki.example/gw"),)
    assert (nodes["ledger"].label, nodes["ledger"].kind) == ("Ledger DB", "cylinder")
    assert nodes["ledger"].group == ("London", "Data tier")
    assert nodes["rec"].label == "in / out"
    assert "long name" in nodes
    assert diagram.unread == ()


def test_chains_groups_and_directions_are_links() -> None:
    assert set(read(NET).links) == {
        Link("gw", "ledger", "tcp 5432"),
        Link("web", "gw"),
        Link("gw", "risk"),
        Link("gw", "clear ing"),
        Link("backup", "ledger"),
        Link("a", "b", directed=False),
    }


def test_an_undirected_graph_has_undirected_links() -> None:
    assert read("graph { a -- b -- c }").links == (
        Link("a", "b", directed=False),
        Link("b", "c", directed=False),
    )


def test_groups_that_multiply_are_named_not_drawn() -> None:
    many = " ".join(f"n{number}" for number in range(1_000))
    diagram = read(f"digraph {{ {{{many}}} -> {{{many}}} }}")
    assert diagram.links == ()
    assert diagram.unread


@pytest.mark.parametrize(
    "text",
    [
        "digraph {",
        "digraph { a -> ",
        "digraph { a [",
        "digraph { a [label=<<b] }",
        "digraph { ] -> }",
    ],
)
def test_a_torn_file_ends_well(text: str) -> None:
    assert len(read(text).nodes) <= 2


def test_the_usual_direction_of_edges_holds_within_its_braces() -> None:
    diagram = read("digraph { subgraph cluster_x { edge [dir=back]; a -> b } c -> d }")
    assert diagram.links == (Link("b", "a", "", directed=True), Link("c", "d", "", directed=True))
