"""Running a query: exact, and open about what the record does not say."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.queries.found import Found
from steersman.knowledge.queries.language import read
from steersman.knowledge.queries.running import run
from tests.knowledge.company import company

WORLD = company()


def found(text: str) -> Found:
    return run(read(text), WORLD)


def test_what_is_not_on_record_is_neither_in_nor_out() -> None:
    older = found('server where has software (software = "OpenSSL" and version < "3.0.13")')
    assert older.ids == ("web",)
    assert older.undecided == {"software version": ("md2",)}
    newer = found('server where has software (software = "OpenSSL" and version >= "3.0.13")')
    assert newer.ids == ("md1",)
    assert newer.undecided == {"software version": ("md2",)}


def test_what_is_linked_and_fulfils_the_condition_is_told() -> None:
    older = found('server where has software (software = "OpenSSL" and version < "3.0.13")')
    (seen,) = older.because["software"]["web"]
    assert (seen.row["software"], tuple(seen.asked)) == ("OpenSSL", ("software", "version"))
    assert found('server where not (has software (software = "OpenSSL"))').because == {}
    assert found('server where location = "London"').because == {}


def test_a_negation_does_not_turn_unknown_into_known() -> None:
    assert found("server where not (last_patched_on >= 2026-10-15)").ids == ("web",)
    assert found("server where not (last_patched_on >= 2026-10-15)").undecided == {
        "last_patched_on": ("md2",)
    }


def test_one_true_part_is_enough_for_or_and_one_false_part_ends_and() -> None:
    assert found('server where last_patched_on < 2026-10-15 or location = "Paris"').ids == (
        "md2",
        "web",
    )
    both = found('server where last_patched_on < 2026-10-15 and location = "London"')
    assert (both.ids, both.undecided) == (("web",), {})


def test_a_kind_holds_the_kinds_below_it() -> None:
    assert set(found("physical_device").ids) == {"web", "md1", "md2", "lt1", "lt2", "lt3"}
    assert set(found('functional_ci where has software (software = "OpenSSL")').ids) == {
        "web",
        "md1",
        "md2",
    }


def test_dependencies_in_both_directions_and_by_hops() -> None:
    assert found('configuration_item where depends on (name = "md-01")').ids == ("feed", "gateway")
    assert found('configuration_item where depends on (name = "md-01") within 1').ids == ("feed",)
    assert found('server where supports (name = "Order Gateway")').ids == ("md1", "md2", "web")


def test_of_several_targets_those_that_depend_on_another_count_too() -> None:
    needing = "business_service where depends on (is business_service)"
    assert found(needing).ids == ("gateway",)
    assert found(f"business_service where not ({needing.partition('where ')[2]})").ids == ("feed",)


def test_counts_extremes_and_groups() -> None:
    assert found("count server by location").groups == {("London",): 2, ("Paris",): 1}
    latest = found("latest last_patched_on of server")
    assert (latest.value, latest.without_value) == ("2026-11-03", ("md2",))
    assert found("earliest installed_on of server").value == "2020-01-01"
    total = found("sum memory_gb of server")
    assert (total.value, total.without_value) == (96.0, ("md2",))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("spaceship", "'spaceship'"),
        ('server where colour = "red"', "'colour'"),
        ("server where has wings", "'wings'"),
        ("show colour of server", "'colour'"),
        ("count server by colour", "'colour'"),
        ("latest name of server", "latest"),
        ("sum installed_on of server", "sum"),
        ('server where location < "London"', "no order"),
    ],
)
def test_a_query_that_the_schema_does_not_allow_names_what_is_wrong(text: str, named: str) -> None:
    with pytest.raises(Permanent, match=named):
        found(text)


@pytest.mark.parametrize(
    ("query", "ids", "open_at"),
    [
        ("server where has 2 software", ("md1",), {}),
        ("server where has 3 software", (), {}),
        ('server where has 2 software (version >= "3.0.13")', ("md1",), {}),
        ('server where has 1 software (version >= "9")', (), {"software version": ("md2",)}),
        ('server where not (has 2 software (version >= "9"))', ("md1", "md2", "web"), {}),
    ],
)
def test_so_many_at_least_are_counted(
    query: str, ids: tuple[str, ...], open_at: dict[str, tuple[str, ...]]
) -> None:
    told = found(query)
    assert (tuple(sorted(told.ids)), dict(told.undecided)) == (ids, open_at)


def test_the_first_few_stand_in_their_order_and_equal_ones_stay_together() -> None:
    two = found("earliest 2 installed_on of server")
    days = [str(two.rows[each]["installed_on"]) for each in two.ids]
    assert days == sorted(days)
    assert len(days) == 2
    assert set(found("earliest 50 installed_on of server").ids) >= set(two.ids)


def test_an_average_is_of_what_is_known() -> None:
    told = found("average memory_gb of server")
    assert (told.value, told.without_value) == (48.0, ("md2",))
    assert found("average installed_on of server").value == "2022-01-16"


def test_sums_and_averages_of_each_group() -> None:
    assert found("sum memory_gb of server by location").groups_of == {("London",): 96.0}
    assert found("average memory_gb of server by os").groups_of == {
        ("Debian",): 64.0,
        ("Ubuntu",): 32.0,
    }
    with pytest.raises(Permanent):
        found("latest memory_gb of server by location")


def test_groups_of_a_size() -> None:
    assert found("count server by location > 1").groups == {("London",): 2}
    assert found("count server by location <= 1").groups == {("Paris",): 1}
    assert found("count server by owner = 2").groups == {}, "what is not on record is no group"


def test_all_of_them_or_a_share_of_them() -> None:
    told = found('every server must (location = "London")')
    assert (told.ids, told.like, told.open) == (("md1", "md2", "web"), ("md1", "web"), ())
    told = found("share server must (memory_gb > 32)")
    assert (told.like, told.open) == (("md1",), ("md2",))
    assert told.undecided == {"memory_gb": ("md2",)}


def test_a_field_against_another_is_open_where_either_is_not_known() -> None:
    told = found("server where last_patched_on > installed_on")
    assert (told.ids, told.undecided) == (("md1", "web"), {"last_patched_on": ("md2",)})
    with pytest.raises(Permanent):
        found("server where last_patched_on > memory_gb")


def test_what_something_depends_on_is_asked_by_the_fields_of_its_kind() -> None:
    assert found("service where depends on (is server and memory_gb > 40)").ids == (
        "feed",
        "gateway",
    )
