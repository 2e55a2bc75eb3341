"""Mermaid: the ways of drawing boxes and lines that its documentation shows."""

from __future__ import annotations

import pytest

from steersman.knowledge.diagrams import Diagram, Link, mermaid_in, read_diagrams


def read(text: str) -> Diagram:
    return read_diagrams("net.mmd", text.encode())[0]


FLOW = """---
title: Order flow
---
%%{init: {"theme": "dark"}}%%
flowchart LR
  %% comment
  subgraph ldn [London site]
    gw["Order gateway (active)"] -->|tcp 5432| db[(Ledger DB)]
    subgraph tier2
      risk{{Risk}}
    end
  end
  client([Client]) -- FIX 4.4 --> gw --> risk & audit:::dim
  gw -.-> cache@{ shape: cyl, label: "Session cache" }
  a <--> b; c --- d
  classDef dim fill:#eee
  click gw "https://wiki.example/gw"
  x ~~~ y
  q ==> r
  gw -. "slow path" .-> dr
  ldn --> dr
"""


def test_a_flowchart_has_boxes_with_labels_kinds_and_groups() -> None:
    diagram = read(FLOW)
    nodes = {node.id: node for node in diagram.nodes}
    assert diagram.title == "Order flow"
    assert diagram.unread == ()
    assert nodes["gw"].label == "Order gateway (active)"
    assert nodes["gw"].group == ("London site",)
    assert (nodes["db"].label, nodes["db"].kind) == ("Ledger DB", "database")
    assert nodes["risk"].group == ("London site", "tier2")
    assert (nodes["cache"].label, nodes["cache"].kind) == ("Session cache", "database")
    assert nodes["ldn"].label == "London site"


def test_a_flowchart_has_links_with_labels_and_directions() -> None:
    assert read(FLOW).links == (
        Link("gw", "db", "tcp 5432"),
        Link("client", "gw", "FIX 4.4"),
        Link("gw", "risk"),
        Link("gw", "audit"),
        Link("gw", "cache"),
        Link("a", "b", directed=False),
        Link("c", "d", directed=False),
        Link("q", "r"),
        Link("gw", "dr", "slow path"),
        Link("ldn", "dr"),
    )


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("A-->B", Link("A", "B")),
        ("A---|text|B", Link("A", "B", "text", directed=False)),
        ("A--text---B", Link("A", "B", "text", directed=False)),
        ("A -- two words --> B", Link("A", "B", "two words")),
        ("A == big ==> B", Link("A", "B", "big")),
        ("A --o B", Link("A", "B")),
        ("A --x B", Link("A", "B")),
        ("A ----> B", Link("A", "B")),
        ("a-b --> c-d", Link("a-b", "c-d")),
        ("A[x & y] --> B", Link("A", "B")),
        ('A --> |"quoted text"| B', Link("A", "B", "quoted text")),
        ("e1@--> B", None),
    ],
)
def test_a_line_may_be_written_in_many_ways(line: str, link: Link | None) -> None:
    diagram = read(f"graph TD\n{line}\n")
    if link is None:
        assert diagram.unread
    else:
        assert diagram.links == (link,)


def test_a_line_that_is_not_understood_is_named_with_its_number() -> None:
    diagram = read("graph TD\nA --> B\nA => => B\nB --> C\n")
    assert [(unread.line, unread.text) for unread in diagram.unread] == [(3, "A => => B")]
    assert len(diagram.links) == 2


def test_architecture_has_services_in_groups() -> None:
    diagram = read(
        "architecture-beta\ngroup api(cloud)[API]\ngroup data(database)[Data] in api\n"
        "service db(database)[Ledger] in data\nservice web(server)[Web]\nweb:R --> L:db\n"
        "web:T -- B:web2\n"
    )
    nodes = {node.id: node for node in diagram.nodes}
    assert nodes["db"].group == ("API", "Data")
    assert diagram.links == (Link("web", "db"), Link("web", "web2", directed=False))


def test_c4_has_systems_in_boundaries_and_relations() -> None:
    diagram = read(
        'C4Context\ntitle Trading\nPerson(trader, "Trader", "Buys, and sells")\n'
        'Enterprise_Boundary(b0, "Bank") {\n  System(gw, "Gateway")\n  ContainerDb(db, '
        '"Ledger", "PostgreSQL")\n}\n'
        'Rel(trader, gw, "sends orders", "FIX")\nBiRel(gw, db, "reads, writes")\n'
        'UpdateLayoutConfig($c4ShapeInRow="3")\n'
    )
    nodes = {node.id: node for node in diagram.nodes}
    assert diagram.title == "Trading"
    assert nodes["gw"].group == ("Bank",)
    assert nodes["db"].kind == "ContainerDb"
    assert diagram.links == (
        Link("trader", "gw", "sends orders [FIX]"),
        Link("gw", "db", "reads, writes", directed=False),
    )
    assert diagram.unread == ()


def test_a_sequence_tells_who_calls_whom() -> None:
    diagram = read(
        "sequenceDiagram\nparticipant G as Gateway\nactor T as Trader\nT->>+G: new "
        "order\nG-->>-T: filled\n"
        "Note over G: checks\nloop each day\nG->>Ledger: book\nend\n"
    )
    assert diagram.label_of("G") == "Gateway"
    assert [link.label for link in diagram.links] == ["new order", "filled", "book"]
    assert diagram.unread == ()


def test_states_tell_what_follows() -> None:
    diagram = read(
        'stateDiagram-v2\n[*] --> New\nNew --> Filled: trade\nstate "Sent out" as Sent\n'
        "Filled --> [*]\n"
    )
    assert diagram.links[1] == Link("New", "Filled", "trade")
    assert diagram.label_of("Sent") == "Sent out"


def test_a_kind_without_boxes_and_lines_is_named_as_unread() -> None:
    assert "not read" in read('pie\n"a": 1\n').unread[0].why


def test_diagrams_between_fences_of_a_document_are_found() -> None:
    found = mermaid_in(
        "a.md", "# A\n\n```mermaid\ngraph TD\nA-->B\n```\n\ntext\n\n```sh\nls\n```\n"
    )
    assert [diagram.links for diagram in found] == [(Link("A", "B"),)]
