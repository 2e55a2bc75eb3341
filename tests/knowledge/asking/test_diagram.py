"""What diagrams show is answered from their lines, with the document, and to its readers only."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.knowledge.asking.answer import State
from steersman.knowledge.asking.diagram import Joined, about_joined
from steersman.runtime.clock import ManualClock
from tests.knowledge.shelves import Shelves

FLOW = """# Flow

```mermaid
flowchart LR
  desk[Trading desk] -->|FIX| gateway[Order gateway]
  gateway --> exchange[Exchange]
  gateway -->|SQL| db[(Order database)]
```
"""
DOT = """graph site {
  core1 [label="core-sw-1"]; core2 [label="core-sw-2"]; fw [label="Edge firewall"];
  core1 -- core2; core2 -- fw;
}
"""


@pytest.fixture
def shelves(record: sa.Engine, noon: ManualClock, tmp_path: Path) -> Shelves:
    made = Shelves(record, noon, tmp_path)
    made.put("network", {"flow.md": FLOW, "site.dot": DOT}, readers="technician")
    return made


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What is the order gateway connected to?", Joined("order gateway")),
        ("what is connected to the edge firewall", Joined("edge firewall")),
        (
            "what is the gateway connected to according to the diagram?",
            Joined("gateway", of_diagrams=True),
        ),
        ("which systems are linked with core-sw-1", Joined("core-sw-1")),
        ("Is the exchange connected to the order gateway?", Joined("exchange", "order gateway")),
        ("What does the trading desk talk to", Joined("trading desk")),
        ("neighbours of “core-sw-2”", Joined("core-sw-2")),
    ],
)
def test_a_question_about_lines_is_known_by_its_form(question: str, asked: Joined) -> None:
    assert about_joined(question) == asked


@pytest.mark.parametrize(
    "question",
    ["how do I connect to the VPN", "what depends on the order gateway", "what is a gateway", ""],
)
def test_any_other_question_is_none(question: str) -> None:
    assert about_joined(question) is None


def test_everything_that_is_joined_to_a_box_is_told_with_the_document(shelves: Shelves) -> None:
    helper = shelves.person("1", "IT", "technician")
    told = shelves.ask(helper, "What is the order gateway connected to?")
    assert told.state is State.ANSWERED
    assert told.text == (
        "According to “Flow”, Order gateway is connected to Trading desk, Exchange and "
        "Order database."
    )
    assert [each.title for each in told.citations] == ["Flow"]
    assert told.table is not None
    assert ["Flow", "Trading desk", "Order gateway", "FIX", "→"] in list(told.table.rows)
    assert any("not what is in place" in note for note in told.notes)


def test_a_line_between_two_is_a_yes_and_none_is_no_no(shelves: Shelves) -> None:
    helper = shelves.person("1", "IT", "technician")
    yes = shelves.ask(helper, "Is the trading desk connected to the order gateway?")
    assert yes.text.startswith("Yes: according to “Flow”")
    none = shelves.ask(helper, "Is the trading desk connected to the exchange?")
    assert none.state is State.UNKNOWN
    assert "shows no line between them" in none.text


def test_a_name_that_could_be_two_boxes_is_not_guessed(shelves: Shelves) -> None:
    helper = shelves.person("1", "IT", "technician")
    told = shelves.ask(helper, "what is connected to the order")
    assert told.state is State.UNKNOWN
    assert "“Order database”, “Order gateway”" in told.text


def test_who_may_not_read_the_diagram_is_answered_as_if_there_were_none(shelves: Shelves) -> None:
    trader = shelves.person("1", "Trading")
    question = "what is the {} connected to according to the diagram"
    told = shelves.ask(trader, question.format("order gateway"))
    assert told.state is State.UNKNOWN
    assert told.text == "No diagram that you may read shows “order gateway”."
    made_up = shelves.ask(trader, question.format("time machine"))
    assert made_up.text.replace("time machine", "order gateway") == told.text


def test_a_diagram_that_changes_answers_anew(shelves: Shelves) -> None:
    helper = shelves.person("1", "IT", "technician")
    question = "what is the edge firewall connected to"
    assert "core-sw-2" in shelves.ask(helper, question).text
    changed = DOT.replace("core2 -- fw", "core1 -- fw")
    shelves.put("network", {"site.dot": changed}, readers="technician")
    assert "core-sw-1" in shelves.ask(helper, question).text
