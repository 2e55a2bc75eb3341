"""What a model is told of the record, and which of its queries are run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.asking.planning import checked, schema_for, task
from tests.knowledge.world import MemoryWorld

TODAY = date(2026, 6, 15)
THINGS = {
    "ci_1": ("server", {"name": "web-1", "location": "London"}),
    "ci_2": ("server", {"name": "vault-9", "location": "Rome"}),
}
QUESTION = "any boxes standing around in London with more than 64 GB?"


class World(MemoryWorld):
    """Shows nothing of people, and no field “serial”."""

    def __init__(self) -> None:
        super().__init__({"ci_1": THINGS["ci_1"]})

    def hidden(self, entity: str) -> Mapping[str, str]:
        return {"serial": "no rule shows it"}

    def may_see(self, entity: str) -> bool:
        return entity != "person"


def query(text: object) -> str:
    return json.dumps({"query": text})


def test_the_model_is_told_names_of_kinds_and_fields_and_nothing_hidden() -> None:
    told = schema_for(World())
    assert "server" in told
    assert "person" not in told
    text = json.dumps(told)
    assert '"serial"' not in text
    assert '"person"' not in text
    assert "London" not in text


def test_the_model_is_told_only_names_that_stand_in_the_question() -> None:
    told = json.loads(task("what about web-1 and vault-9", World(), TODAY).material)
    assert [each["name"] for each in told["names"]] == ["web-1"]
    assert "vault" not in json.dumps(told["schema"])


def test_a_query_about_what_was_asked_is_taken() -> None:
    text = 'list server where location = "London" and memory_gb > 64'
    assert str(checked(query(text), QUESTION, World())) == text


@pytest.mark.parametrize(
    "told",
    [
        query('list server where location = "Rome"'),  # not in the question
        query("list server where memory_gb > 65"),
        query("drop table people"),
        query("list server; list person"),
        query('list server where location = "London" within 7'),
        query(""),
        query(None),
        query(["list server"]),
        query("list server " * 1000),
        "list server",
        "",
        "{",
        "[" * 100_000,
        '{"query": {"$where": 1}}',
    ],
)
def test_any_other_is_refused(told: str) -> None:
    with pytest.raises(Permanent):
        checked(told, QUESTION, World())
