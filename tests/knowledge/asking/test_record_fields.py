"""How an item that a field leads to is told."""

from __future__ import annotations

from steersman.knowledge.asking.record_fields import UNSEEN_ITEM, references, shown


def test_an_item_is_told_by_its_name() -> None:
    assert shown("ci_1", {"ci_1": "lon-db-01"}) == "lon-db-01"


def test_an_item_that_may_not_be_seen_is_not_told_by_its_number() -> None:
    assert shown("ci_2", {"ci_1": "lon-db-01"}) == UNSEEN_ITEM


def test_what_a_source_wrote_stays() -> None:
    assert shown("some old box", {}) == "some old box"


def test_a_field_that_leads_to_a_person_is_told_elsewhere() -> None:
    assert "host" in references("database")
    assert "owner" not in references("database")
