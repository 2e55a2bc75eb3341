"""What a plan of Terraform says, as rows."""

from __future__ import annotations

from typing import Any

import pytest

from steersman.connectors.terraform.environments.planned import resources_of
from steersman.domain.errors import Permanent


def _plan(**change: Any) -> dict[str, object]:
    one = {"address": "aws_db_instance.db", "mode": "managed", "type": "aws_db_instance"}
    return {"format_version": "1.2", "resource_changes": [{**one, "change": change}]}


def _rows(**change: Any) -> list[tuple[str, str | None, str | None]]:
    (resource,) = resources_of(_plan(**change))
    return [(row.attribute, row.before, row.after) for row in resource.rows()]


def test_a_new_resource_is_one_row_with_what_is_known_and_what_comes() -> None:
    rows = _rows(
        actions=["create"],
        before=None,
        after={"size": 20, "tags": None},
        after_unknown={"id": True},
    )
    assert rows == [("resource", None, '{"id":"(known after apply)","size":20}')]


def test_a_changed_one_has_a_row_for_each_field() -> None:
    rows = _rows(
        actions=["update"],
        before={"size": 20, "name": "a", "tags": {"x": "1"}},
        after={"size": 40, "name": "a", "tags": {}},
    )
    assert rows == [("size", "20", "40"), ("tags", '{"x":"1"}', None)]


@pytest.mark.parametrize("actions", [["delete", "create"], ["create", "delete"]])
def test_a_replaced_one_is_told_with_both_sides(actions: list[str]) -> None:
    rows = _rows(actions=actions, before={"size": 1}, after={"size": 2})
    assert rows == [("resource", '{"size":1}', '{"size":2}')]


def test_what_terraform_calls_sensitive_is_never_shown() -> None:
    secret = "hunter2-hunter2"
    rows = _rows(
        actions=["create"],
        before=None,
        after={"password": secret, "users": [{"name": "a", "key": secret}], "all": {"x": secret}},
        after_sensitive={"password": True, "users": [{"key": True}], "all": True},
    )
    assert secret not in repr(rows)
    assert '"name":"a"' in (rows[0][2] or "")
    (resource,) = resources_of(_plan(actions=["create"], after={"password": secret}))
    assert secret not in repr(resource)


def test_a_change_of_a_secret_alone_is_no_secret_told() -> None:
    rows = _rows(
        actions=["update"],
        before={"password": "old", "size": 1},
        after={"password": "new", "size": 2},
        before_sensitive={"password": True},
        after_sensitive={"password": True},
    )
    assert rows == [("size", "1", "2")]


def test_two_long_values_that_begin_alike_are_told_apart() -> None:
    first, second = (
        _rows(actions=["create"], after={"user_data": "x" * 5000 + end})[0][2] for end in "ab"
    )
    assert first != second
    assert len(first or "") < 2000


def test_a_value_cannot_pretend_to_be_one_to_come() -> None:
    ((_, _, after),) = _rows(actions=["create"], after={"name": "⟨main/1.account⟩"})
    assert "⟨" not in (after or "")


@pytest.mark.parametrize("actions", [["no-op"], ["read"], ["forget"]])
def test_what_changes_nothing_is_told_as_that(actions: list[str]) -> None:
    (resource,) = resources_of(_plan(actions=actions, after={"size": 1}))
    assert not resource.changes


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ({}, "format"),
        ({"format_version": "2.0"}, "format 2.0"),
        ({"format_version": "1.2", "errored": True}, "not whole"),
        ({"format_version": "1.2", "resource_changes": {}}, "no list"),
        ({"format_version": "1.2", "resource_changes": [{"mode": "managed"}]}, "no address"),
    ],
)
def test_what_is_no_plan_is_refused(plan: dict[str, object], told: str) -> None:
    with pytest.raises(Permanent, match=told):
        resources_of(plan)
