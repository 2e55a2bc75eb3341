"""Classes, values, relation types and life cycle as data: whole, and read as people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.assets import AssetState
from steersman.domain.cmdb.attributes import (
    PERSON,
    Attribute,
    AttributeType,
    parse,
    version_key,
)
from steersman.domain.cmdb.class_tree import CLASSES
from steersman.domain.cmdb.classes import (
    CLASS_NAMES,
    ancestors,
    attributes_of,
    class_for,
    descendants,
    is_misspelt,
    says_more,
    stateable,
    unknown_class,
)
from steersman.domain.cmdb.identification import keys_of, rule_of
from steersman.domain.cmdb.life_cycle import LIFE_CYCLE, OF_ASSET, fault_of
from steersman.domain.cmdb.relations import RELATION_TYPES, Impact, spelled, unknown_relation
from steersman.domain.cmdb.spellings import HEADERS, word_for


def test_every_class_comes_down_from_the_one_root() -> None:
    assert len(CLASS_NAMES) == len(CLASSES)
    assert {ancestors(each.name)[-1] for each in CLASSES} == {"configuration_item"}
    assert all(each.name in descendants("configuration_item") for each in CLASSES)


def test_every_reference_leads_to_a_class_or_a_person() -> None:
    for each in CLASSES:
        for attribute in each.attributes:
            assert bool(attribute.refers_to) is (attribute.type is AttributeType.REFERENCE)
            assert attribute.refers_to in {"", PERSON, *CLASS_NAMES}
            assert bool(attribute.choices) is (attribute.type is AttributeType.CHOICE)


def test_every_class_is_recognised_by_attributes_that_it_has() -> None:
    for each in CLASSES:
        for identifier in rule_of(each.name):
            assert set(identifier.fields) <= set(attributes_of(each.name)), each.name


def test_every_other_spelling_of_a_column_means_one_that_exists() -> None:
    known = {name for each in CLASSES for name in attributes_of(each.name)}
    assert set(HEADERS.values()) - known == {"key", "ci_class"}


@pytest.mark.parametrize("word", ["Server", "servers", "cmdb_ci_server", "cmdb_ci_linux_server"])
def test_a_class_is_known_by_the_words_of_other_tools(word: str) -> None:
    found = class_for(word)
    assert found is not None
    assert found.name == "server"


def test_an_unknown_word_is_answered_with_the_nearest() -> None:
    assert "did you mean laptop?" in unknown_class("labtop")
    assert "did you mean runs_on?" in unknown_relation("runson")
    assert "lists all" in unknown_class("qqqqqq")


def test_each_phrase_of_a_relation_is_read_in_its_direction() -> None:
    for each in RELATION_TYPES.values():
        assert spelled(each.name) == (each, False)
        assert spelled(each.wire)[0] is each
    assert spelled("Contained by") == (RELATION_TYPES["contains"], True)
    assert RELATION_TYPES["contains"].impact is Impact.CHILD


@pytest.mark.parametrize(
    ("type", "given", "kept"),
    [
        (AttributeType.NUMBER, "16.0", 16),
        (AttributeType.NUMBER, 2.5, 2.5),
        (AttributeType.DATE, "2026-01-31T00:00:00", "2026-01-31"),
        (AttributeType.BOOLEAN, "Yes", True),
        (AttributeType.IP, "2001:DB8::1", "2001:db8::1"),
        (AttributeType.CIDR, "10.0.0.0/8", "10.0.0.0/8"),
        (AttributeType.VERSION, " 3.0.13 ", "3.0.13"),
        (AttributeType.URL, "https://wiki.example.org/x", "https://wiki.example.org/x"),
        (AttributeType.TEXT, None, ""),
    ],
)
def test_a_value_is_kept_in_one_spelling(type: AttributeType, given: str, kept: object) -> None:
    assert parse(Attribute(name="x", title="X", type=type), given) == kept


@pytest.mark.parametrize(
    ("type", "given"),
    [
        (AttributeType.NUMBER, "many"),
        (AttributeType.NUMBER, "inf"),
        (AttributeType.DATE, "31.01.2026"),
        (AttributeType.DATE, "2026-02-30"),
        (AttributeType.BOOLEAN, "perhaps"),
        (AttributeType.IP, "10.0.0.256"),
        (AttributeType.CIDR, "10.0.0.1/8"),
        (AttributeType.URL, "javascript:alert(1)"),
        (AttributeType.TEXT, "a\x00b"),
        (AttributeType.TEXT, "x" * 4001),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(type: AttributeType, given: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse(Attribute(name="x", title="X", type=type), given)


def test_versions_are_ordered_part_by_part() -> None:
    order = ["1.1.1", "1.1.1k", "1.1.2", "3.0.0-rc1", "3.0", "3.0.9", "3.0.13", "10"]
    assert sorted(reversed(order), key=version_key) == order
    assert version_key("3.0") == version_key("3.0.0")


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_a_longer_version_is_never_older_than_its_beginning(parts: list[int]) -> None:
    whole = ".".join(map(str, parts))
    assert version_key(whole) <= version_key(f"{whole}.1")


def test_every_state_of_an_asset_is_a_stage_and_its_status() -> None:
    assert set(OF_ASSET) == set(AssetState)
    assert all(fault_of(*pair) == "" for pair in OF_ASSET.values())
    assert "cannot be retired" in fault_of("operational", "retired")
    assert fault_of("design", "") == ""


@pytest.mark.parametrize(
    ("field", "cell", "word"),
    [
        ("criticality", "1 - most critical", "1"),
        ("criticality", "High", "2"),
        ("environment", "PROD", "production"),
        ("life_cycle_status", "In Stock", "available"),
        ("life_cycle_status", "in use", "in_use"),
        ("description", "Prod", "Prod"),
    ],
)
def test_words_of_other_tools_become_ours(field: str, cell: str, word: str) -> None:
    assert word_for(field, cell) == word


def test_statuses_belong_to_one_stage() -> None:
    every = [status for statuses in LIFE_CYCLE.values() for status in statuses]
    assert len(every) == len(set(every))


def test_keys_are_compared_without_case_and_outer_space() -> None:
    one = {key.text for key in keys_of("server", {"name": "Web-1", "serial": " sN1 "})}
    other = {key.text for key in keys_of("hypervisor", {"name": "web-2", "serial": "SN1"})}
    assert one & other == {"device.serial:sn1"}


@pytest.mark.parametrize("word", ["serverr", "Labtop", "sevrer", "rooter", "work station"])
def test_a_slip_of_the_pen_is_told_from_another_kind(word: str) -> None:
    assert is_misspelt(word)


@pytest.mark.parametrize("word", ["server", "Web service", "Toaster", "WLAN", "", "x"])
def test_a_word_of_its_own_is_no_slip(word: str) -> None:
    assert not is_misspelt(word)


def test_an_item_of_unknown_kind_may_turn_out_to_be_anything() -> None:
    assert says_more("router", "unclassified")
    assert says_more("hypervisor", "server")
    assert not says_more("unclassified", "router")
    assert not says_more("router", "server")


def test_of_an_item_of_unknown_kind_all_may_be_stated_that_any_class_has() -> None:
    every = {name for each in CLASS_NAMES for name in attributes_of(each)}
    assert stateable("unclassified").keys() == every
    assert stateable("rack") == attributes_of("rack")


def test_nothing_that_only_a_known_class_demands_is_demanded_of_it() -> None:
    own = attributes_of("unclassified")
    foreign = [each for name, each in stateable("unclassified").items() if name not in own]
    assert {each.mark.value for each in foreign} == {"optional"}
    assert not any(each.choices for each in foreign)
