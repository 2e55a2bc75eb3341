"""Who may read a document, as people write it and as it is kept."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.domain.permissions import Principal
from steersman.domain.readers import narrowed, reader, readers, told


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Everyone", "everyone"),
        ("technician", "role:technician"),
        ("Trading", "department:Trading"),
        ("department: Trading ", "department:Trading"),
        ("department:security", "department:security"),
        ("group:ldap/cn=oncall", "group:ldap/cn=oncall"),
        ("person:per_1", "person:per_1"),
    ],
)
def test_a_reader_is_kept_in_one_spelling(written: str, kept: str) -> None:
    assert reader(written) == kept


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("role:wizard", "is no role"),
        ("team:blue", "is no reader"),
        ("group:oncall", "system of the group"),
        ("person:", "needs a name"),
        ("x" * 400, "needs a name"),
    ],
)
def test_what_can_be_nobody_is_refused_by_name(written: str, why: str) -> None:
    with pytest.raises(Permanent, match=why):
        reader(written)


def test_several_are_sorted_and_each_is_kept_once() -> None:
    assert readers("technician, Trading, technician") == ("department:Trading", "role:technician")
    assert readers(["Trading", "everyone"]) == ("everyone",)
    assert readers("") == ()


@pytest.mark.parametrize(
    ("source", "document", "left"),
    [
        (("everyone",), ("role:hr",), ("role:hr",)),
        (("role:hr",), ("everyone",), ("role:hr",)),
        (("role:hr", "role:technician"), ("role:hr",), ("role:hr",)),
        (("role:hr",), ("role:technician",), ()),
        (("role:hr",), (), ("role:hr",)),
        ((), ("everyone",), ()),
        ((), ("role:hr",), ()),
    ],
)
def test_a_document_takes_readers_away_and_never_lets_others_in(
    source: tuple[str, ...], document: tuple[str, ...], left: tuple[str, ...]
) -> None:
    assert narrowed(source, document) == left


def test_a_principal_counts_as_everything_that_it_is_now() -> None:
    asker = Principal("per_1", frozenset({"hr"}), {"department": "Trading"}, frozenset({"ldap/x"}))
    assert asker.readers == (
        *("everyone", "person:per_1", "department:Trading"),
        *("role:hr", "group:ldap/x"),
    )
    assert Principal("per_2").readers == ("everyone", "person:per_2")


def test_nobody_but_administrators_is_said_so() -> None:
    assert told("") == "administrators"
    assert told("department:Trading\nrole:hr") == "department:Trading, role:hr"
