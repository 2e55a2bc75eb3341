"""The fake keeps the same contract as the real server."""

from __future__ import annotations

import pytest

from steersman.capabilities.conformance import check_capability
from steersman.connectors.scim.account import DeleteAccount, DisableAccount
from steersman.connectors.scim.accounts import AccountParams
from steersman.connectors.scim.fake import FakeScim
from steersman.connectors.scim.licence import ReleaseLicence
from steersman.domain.identity import Identifiers
from steersman.domain.plan import known_after_apply
from tests.connectors.scim.support import capability

ANN = AccountParams(account="ann")


@pytest.fixture
def scim() -> FakeScim:
    fake = FakeScim()
    rights = {"entitlements": [{"value": "seat"}], "roles": [{"value": "editor", "type": "x"}]}
    fake.add_user("ann", userName="ann@meridian.test", externalId="1000", **rights)
    fake.add_group("g1", "licence-crm", "ann")
    return fake


@pytest.mark.parametrize("kind", [DisableAccount, ReleaseLicence, DeleteAccount])
def test_every_capability_keeps_the_contract(
    scim: FakeScim,
    kind: type[DisableAccount] | type[ReleaseLicence] | type[DeleteAccount],
) -> None:
    scim.users["ann"]["active"] = kind is not DeleteAccount
    one = next(c for c in scim.connector().capabilities() if isinstance(c, kind))
    check_capability(one, ANN, scim.state)


def test_a_retry_writes_nothing(scim: FakeScim) -> None:
    disable = capability(scim.connector(), DisableAccount)
    plan = disable.plan(ANN)
    disable.apply(plan, key="k")
    disable.apply(plan, key="k")
    assert scim.writes == ["PATCH ann"]


def test_planning_and_checking_write_nothing(scim: FakeScim) -> None:
    connector = scim.connector()
    connector.check()
    for one in connector.capabilities()[:2]:
        one.plan(ANN)
    assert scim.writes == []


@pytest.mark.parametrize("word", ["False", "false", False])
def test_active_is_understood_as_a_word_too(scim: FakeScim, word: object) -> None:
    scim.add_user("ann", active=word)
    assert not capability(scim.connector(), DisableAccount).plan(ANN).changes


def test_an_account_that_does_not_exist_yet_is_planned_as_new(scim: FakeScim) -> None:
    later = AccountParams(account=known_after_apply("create", "id"))
    counts = [len(one.plan(later).changes) for one in scim.connector().capabilities()]
    assert counts == [1, 0, 0], "active, without licences, and with nothing to delete"


def test_a_server_without_versions_gets_no_condition(scim: FakeScim) -> None:
    disable = capability(scim.connector(), DisableAccount)
    scim.users["ann"]["meta"] = {"version": ""}
    disable.apply(disable.plan(ANN), key="k")
    assert scim.users["ann"]["active"] is False


def test_duplicates_are_all_found(scim: FakeScim) -> None:
    scim.add_user("ann2", userName="ann.old@meridian.test", externalId="1000")
    found = scim.connector().finder().candidates(Identifiers(person="p", employee_number="1000"))
    assert [one.id for one in found] == ["ann", "ann2"]
