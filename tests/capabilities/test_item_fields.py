"""Free fields of outside systems as attributes of a class."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from steersman.capabilities.item_fields import (
    ItemWords,
    check_class,
    class_named,
    fields_of,
    life_cycle_of,
)
from steersman.domain.cmdb.attributes import parse
from steersman.domain.cmdb.classes import attributes_of


@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("serial", "serial"),
        ("Serial number", "serial"),
        ("SerialNumber", "serial"),
        ("Warranty ends on", "warranty_ends_on"),
        ("warranty-expiration", "warranty_ends_on"),
        ("Purchase date", "purchased_on"),
    ],
)
def test_a_field_is_known_by_name_title_or_the_usual_words(field: str, attribute: str) -> None:
    assert fields_of("laptop", [(field, "2027-01-31")]).values == {attribute: "2027-01-31"}


@pytest.mark.parametrize("field", ["Name", "Status", "Type", "Class", "Key", "id", "Colour", ""])
def test_other_fields_are_left_out(field: str) -> None:
    found = fields_of("laptop", [(field, "in use")])
    assert (found.values, found.faults) == ({}, [])


def test_a_reference_to_an_item_is_not_taken_from_a_text() -> None:
    assert fields_of("server", [("Rack", "R01")]).values == {}
    assert fields_of("server", [("Owner", "ann@example.test")]).values == {
        "owner": "ann@example.test"
    }


def test_the_settings_have_the_first_word() -> None:
    chosen = {"Bought": "purchased_on", "Location": ""}
    found = fields_of("laptop", [("Bought", "2026-01-02"), ("Location", "Leeds")], chosen)
    assert found.values == {"purchased_on": "2026-01-02"}


def test_of_a_moment_the_day_counts() -> None:
    assert fields_of("laptop", [("purchased_on", "2026-01-02T03:04:05Z")]).values == {
        "purchased_on": "2026-01-02"
    }


def test_a_value_that_makes_no_sense_is_told_and_the_others_stay() -> None:
    found = fields_of("laptop", [("warranty_ends_on", "soon"), ("model", "X1")])
    assert found.values == {"model": "X1"}
    assert found.faults == [
        ("warranty_ends_on", "its value makes no sense: write a date as 2026-01-31")
    ]


def test_the_words_of_others_are_understood() -> None:
    assert fields_of("server", [("env", "PROD"), ("criticality", "high")]).values == {
        "environment": "production",
        "criticality": "2",
    }


@pytest.mark.parametrize(
    ("word", "status"),
    [("in-use", "in_use"), ("In Service", "in_use"), ("Decommissioned", "retired"), ("new", "x")],
)
def test_a_status_is_ours_theirs_or_the_settings(word: str, status: str) -> None:
    found = life_cycle_of(word, {"new": "available"})
    assert found.get("life_cycle_status") == ("available" if word == "new" else status)


def test_a_status_that_nobody_knows_is_none() -> None:
    assert life_cycle_of("quarantined", {}) == {}


def test_only_classes_that_items_may_be_of_are_named() -> None:
    assert class_named("Laptops") == "laptop"
    assert class_named("Sites") == "location"
    assert class_named("Configuration item") == ""
    assert class_named("Gizmo") == ""
    with pytest.raises(ValueError, match="only the parent"):
        check_class("other_class", "functional_ci")


@given(st.lists(st.tuples(st.sampled_from(sorted(attributes_of("server"))), st.text())))
def test_whatever_is_stated_the_record_can_take_it(stated: list[tuple[str, str]]) -> None:
    known = attributes_of("server")
    for name, value in fields_of("server", stated).values.items():
        assert parse(known[name], value) == value


class _Words(ItemWords):
    classes: dict[str, str] = Field(default={})
    other_devices: str = ""
    install_statuses: dict[str, str] = Field(default={})
    relation_types: dict[str, str] = Field(default={})


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"classes": {"Box": "servr"}}, "classes.Box: there is no class 'servr': did you mean"),
        ({"other_devices": "physical_device"}, "other_devices: physical_device is only the par"),
        ({"install_statuses": {"9": "broken"}}, "install_statuses.9: write one of planned"),
        ({"install_statuses": {"9": ""}}, "install_statuses.9: write one of planned"),
        ({"relation_types": {"A::B": "in_use"}}, "relation_types.A::B: there is no relation type"),
    ],
)
def test_a_word_that_leads_nowhere_is_refused_where_it_stands(
    wrong: dict[str, object], told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        _Words.model_validate(wrong)


def test_empty_text_leaves_items_and_relations_out() -> None:
    words = _Words(classes={"Desk": ""}, other_devices="", relation_types={"Likes": ""})
    assert words.classes == {"Desk": ""}
