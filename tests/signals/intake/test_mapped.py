"""Any JSON, when its sender says where things stand."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.signals.intake import taken
from steersman.signals.intake.mapped import mapped, path_of, where_of

NOW = 1_780_000_000.0
BODY = {
    "data": {
        "items": [
            {"check": {"title": "Disk"}, "on": [{"fqdn": "db-1"}], "colour": "red", "at": NOW - 9},
            {"check": {"title": "Disk"}, "on": [{"fqdn": "db-2"}], "colour": "Green"},
            {"check": {}, "on": []},
        ]
    }
}
WHERE = {"each": "data.items", "name": "check.title", "host": "on[0].fqdn", "state": "colour"}


def test_paths_lead_to_name_host_state_and_time() -> None:
    where = where_of({**WHERE, "time": "at", "over": "green,blue"})
    found = taken(mapped(where), json.dumps(BODY).encode(), NOW)
    told = [(each.name, each.host, each.status, each.at) for each in found.alerts]
    assert told == [
        ("Disk", "db-1", "firing", NOW - 9),
        ("Disk", "db-2", "resolved", NOW),
    ]
    assert [each.index for each in found.refused] == [2]
    assert {each.source for each in found.alerts} == {"json"}


def test_without_a_list_one_object_is_one_alert() -> None:
    body = json.dumps({"check": {"title": "Hot"}, "on": "nothing"}).encode()
    (alert,) = taken(mapped(where_of({"name": "check.title", "host": "on[0].x"})), body, NOW).alerts
    assert (alert.name, alert.host) == ("Hot", "")


@pytest.mark.parametrize(
    "given", [{}, {"host": "a"}, {"name": "a", "colour": "b"}, {"name": "a..b"}, {"name": "a[x]"}]
)
def test_what_is_unknown_or_no_path_is_named(given: dict[str, str]) -> None:
    with pytest.raises(Permanent):
        where_of(given)


def test_no_list_where_the_list_should_be_is_named() -> None:
    with pytest.raises(Permanent, match="no list"):
        taken(mapped(where_of({"name": "a", "each": "b"})), b'{"b": 1}', NOW)


def test_a_path_is_names_and_numbers() -> None:
    assert path_of("a.b-c[0][12].d e") == ("a", "b-c", 0, 12, "d e")
    with pytest.raises(Permanent):
        path_of(".".join("x" * 13))


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("ab"), inner),
        max_leaves=10,
    )
)
def test_no_json_breaks_it(told: object) -> None:
    with suppress(Permanent):
        taken(mapped(where_of({"name": "a.b[0]", "each": "b"})), json.dumps(told).encode(), NOW)
