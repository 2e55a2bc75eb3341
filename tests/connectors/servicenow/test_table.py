"""No answer is believed: every row is looked at again, and what is missing is counted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from company.services.json_contract import Asked, Reply
from company.services.servicenow_contract import Instance
from company.services.servicenow_data import incident, row, sys_id
from steersman.connectors.servicenow.query import Condition
from steersman.connectors.servicenow.table import MOST_HIDDEN_PAGES, TableRows
from steersman.domain.errors import Permanent
from tests.connectors.servicenow.support import Place, running

OPEN = Condition("state", ("1",))


def rows(place: Place, *conditions: Condition, page_size: int = 10) -> TableRows:
    client = place.connect(page_size=page_size)._client
    return TableRows(client, "incident", ("number",), conditions)


def many(instance: Instance) -> None:
    instance.rows["incident"] = [incident(n, f"i{n}", str(1 + n % 2)) for n in range(1, 48)]


@given(
    hidden=st.sets(st.integers(1, 47)),
    page_size=st.integers(1, 60),
)
@settings(max_examples=25, deadline=None)
def test_every_row_that_rights_show_is_read_once_and_the_others_are_counted(
    hidden: set[int], page_size: int
) -> None:
    """However the hidden ones lie: a page may be short, or empty, and not be the last one."""

    def some(instance: Instance) -> None:
        instance.rows["incident"] = [incident(n, "x", "1") for n in range(1, 48)]
        instance.hidden = {sys_id(n) for n in hidden}

    with running(some) as place:
        table = rows(place, page_size=page_size)
        if len(hidden) == 47:
            with pytest.raises(Permanent, match="none of which is shown"):
                list(table)
            return
        found = [row["sys_id"] for row in table]
    assert found == [sys_id(n) for n in range(1, 48) if n not in hidden]
    assert table.hidden == len(hidden)


def test_a_condition_is_asked_and_holds() -> None:
    with running(many) as place:
        found = list(rows(place, OPEN))
    assert {row["state"] for row in found} == {"1"}
    assert len(found) == 23


def test_rows_that_come_and_go_meanwhile_shift_nothing() -> None:
    """Each page takes the first row away and adds one in front: an offset would skip a row."""
    with running(many) as place:
        instance, pages = place.instance, 0
        found = []
        for each in rows(place, page_size=5):
            found.append(each["sys_id"])
            if len(found) % 5 == 0:
                pages += 1
                instance.rows["incident"].pop(0)
    assert pages > 5
    assert found == [sys_id(n) for n in range(1, 48)]


@pytest.mark.parametrize("field", ["no_such_field", "state"])
@pytest.mark.parametrize("returns_no_rows", [False, True])
def test_a_condition_that_the_instance_ignores_is_an_error(
    field: str, returns_no_rows: bool
) -> None:
    """Whether it then returns everything or nothing, and also where rights hide the field."""

    def ignoring(instance: Instance) -> None:
        many(instance)
        instance.returns_no_rows = returns_no_rows
        instance.hidden_fields = {"state"}

    with running(ignoring) as place, pytest.raises(Permanent, match=f"there is no field {field}"):
        list(rows(place, Condition(field, ("1",))))


def test_no_row_at_all_is_believed_where_the_field_exists() -> None:
    with running(many) as place:
        assert list(rows(place, Condition("state", ("9",)))) == []


def test_an_empty_table_is_empty() -> None:
    def empty(instance: Instance) -> None:
        instance.rows["incident"] = []

    with running(empty) as place:
        assert list(rows(place, OPEN)) == []


def test_rows_that_do_not_fit_are_an_error_wherever_they_stand() -> None:
    def odd(instance: Instance) -> None:
        page = [row(1, state="1"), row(2, state="3")]
        instance.answers = [Reply(200, {"result": page}, {"X-Total-Count": "2"})]

    with running(odd) as place, pytest.raises(Permanent, match="do not fit 'stateIN1'"):
        list(rows(place, OPEN))


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1)])
def test_rows_out_of_order_are_an_error(numbers: tuple[int, int]) -> None:
    def odd(instance: Instance) -> None:
        page = [row(n, state="1") for n in numbers]
        instance.answers = [Reply(200, {"result": page}, {"X-Total-Count": "2"})]

    with running(odd) as place, pytest.raises(Permanent, match="order of sys_id"):
        list(rows(place, OPEN))


def test_an_instance_that_does_not_count_is_read_to_its_end_and_nobody_knows() -> None:
    def uncounted(instance: Instance) -> None:
        many(instance)
        instance.counts = False

    with running(uncounted) as place:
        table = rows(place)
        assert len(list(table)) == 47
    assert table.hidden is None


@pytest.mark.parametrize("with_links", [False, True])
def test_a_reference_may_be_an_object_or_a_text_or_empty(with_links: bool) -> None:
    def linked(instance: Instance) -> None:
        instance.with_links = with_links

    with running(linked) as place:
        found = place.collect()
    assert len(found.relations) == 3
    assert found.complete


def test_the_whole_is_asked_by_key_and_never_by_offset_alone() -> None:
    with running(many) as place:
        list(rows(place))
        asked: list[Asked] = place.server.log
    assert {each.query["sysparm_offset"] for each in asked} == {"0"}
    assert all(each.query["sysparm_query"].endswith("ORDERBYsys_id") for each in asked)


def nothing(total: int) -> Reply:
    return Reply(200, {"result": []}, {"X-Total-Count": str(total)})


@pytest.mark.parametrize("first", [row(1, state=""), row(1)])
def test_nothing_is_not_believed_where_the_field_comes_back_empty(first: dict[str, str]) -> None:
    def blind(instance: Instance) -> None:
        found = Reply(200, {"result": [first]}, {"X-Total-Count": "1"})
        instance.answers = [nothing(0), found]

    with running(blind) as place, pytest.raises(Permanent, match="there is no field state"):
        list(rows(place, OPEN))


def test_nothing_is_not_believed_where_no_row_of_the_table_is_shown() -> None:
    def blind(instance: Instance) -> None:
        instance.answers = [nothing(0), nothing(5)]

    with running(blind) as place, pytest.raises(Permanent, match="its first row is not shown"):
        list(rows(place, OPEN))


def test_a_count_beyond_all_reason_comes_to_an_end() -> None:
    def endless(instance: Instance) -> None:
        instance.answers = [nothing(10**14)] * (MOST_HIDDEN_PAGES + 5)

    with running(endless) as place, pytest.raises(Permanent, match="no row of very many"):
        list(rows(place, page_size=1))
