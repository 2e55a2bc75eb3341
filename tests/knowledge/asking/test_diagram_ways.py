"""What stands on a line, between two boxes, in a group: told as drawn, or not at all."""

from __future__ import annotations

import pytest

from steersman.knowledge.asking.answer import Answer, State
from steersman.knowledge.asking.diagram import Drawn, about_joined, ask_diagrams
from steersman.knowledge.diagrams.reading import read_diagrams

FLOW = b"""flowchart LR
  subgraph edge[DMZ]
    proxy[Reverse proxy]
  end
  subgraph core[Core]
    api[Order API]
    db[(Order database)]
  end
  web[Internet] --> proxy
  proxy -->|HTTPS 8443| api
  api -->|SQL| db
  api <--> cache[Cache]
"""
SITES = b"""graph { subgraph cluster_a { label="Oslo"; r1 [label="osl-rtr"]; }
subgraph cluster_b { label="Turku"; r2 [label="tku-rtr"]; r3 [label="tku-sw"]; }
r1 -- r2 [label="dark fibre"]; r2 -- r3; lonely [label="Printer"]; }"""


def ask(question: str) -> Answer | None:
    asked = about_joined(question)
    assert asked is not None, question
    drawn = [
        Drawn("doc_1", "Flow", "2026-01-01", read_diagrams("flow.mmd", FLOW)),
        Drawn("doc_2", "Sites", "", read_diagrams("sites.dot", SITES)),
    ]
    return ask_diagrams(asked, drawn)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "which port does the reverse proxy use to reach the order API?",
            "According to “Flow”, Reverse proxy → Order API: HTTPS 8443.",
        ),
        (
            "how does the order API talk to the order database",
            "According to “Flow”, Order API → Order database: SQL.",
        ),
        ("how is Oslo linked to Turku?", "According to “Sites”, osl-rtr — tku-rtr: dark fibre."),
        ("what is in the core?", "According to “Flow”, Order API and Order database are in it."),
        ("which zone is the reverse proxy in", "According to “Flow”, Reverse proxy is in DMZ."),
        (
            "what sits between the internet and the order database",
            "According to “Flow”, between them: Reverse proxy and Order API. The way: "
            "Internet → Reverse proxy → Order API → Order database.",
        ),
        (
            "what is between osl-rtr and tku-rtr",
            "According to “Sites”, nothing is between them. The way: osl-rtr → tku-rtr.",
        ),
        (
            "what is between the order database and the internet",
            "According to “Flow”, between them: Order API and Reverse proxy. The way: Order "
            "database → Order API → Reverse proxy → Internet (not all arrows point that way).",
        ),
    ],
)
def test_what_is_drawn_is_told_with_the_diagram(question: str, text: str) -> None:
    told = ask(question)
    assert told is not None
    assert (told.state, told.text) == (State.ANSWERED, text)
    assert [each.kind for each in told.citations] == ["document"]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("which port does the order API use to reach the order database?", "no line with a number"),
        ("how is osl-rtr connected to the printer", "shows no way between them"),
    ],
)
def test_what_is_not_written_there_is_not_made_up(question: str, says: str) -> None:
    told = ask(question)
    assert told is not None
    assert told.state is State.UNKNOWN
    assert says in told.text


@pytest.mark.parametrize(
    "question",
    [
        "what is in the basement",
        "what is between the cache and the mainframe",
        "how does the order talk to the cache",  # two boxes could be meant
        "which port does the modem use to reach the cache",
    ],
)
def test_what_no_diagram_knows_is_left_to_others(question: str) -> None:
    assert ask(question) is None


@pytest.mark.parametrize(
    "question", ["how do I connect to the VPN", "how do I get a badge", "what does the API do"]
)
def test_a_question_how_to_do_something_is_not_about_lines(question: str) -> None:
    assert about_joined(question) is None
