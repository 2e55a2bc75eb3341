"""The fake keeps the same contract as the contract server."""

from __future__ import annotations

import pytest

from steersman.capabilities.conformance import check_capability
from steersman.connectors.slack.account import AccountParams, DisableAccount
from steersman.connectors.slack.fake import FakeSlack
from steersman.connectors.slack.resources import User
from steersman.connectors.slack.session import EndSessions
from steersman.domain.plan import known_after_apply
from tests.connectors.slack.support import capability

ANN = AccountParams(account="W1")


@pytest.fixture
def slack() -> FakeSlack:
    fake = FakeSlack()
    fake.add(User(id="W1", user_name="ann", active=True), sessions=3)
    return fake


@pytest.mark.parametrize("kind", [DisableAccount, EndSessions])
def test_every_capability_keeps_the_contract(
    slack: FakeSlack, kind: type[DisableAccount] | type[EndSessions]
) -> None:
    one = next(c for c in slack.connector().capabilities() if isinstance(c, kind))
    check_capability(one, ANN, slack.state)


def test_a_retry_writes_nothing(slack: FakeSlack) -> None:
    for one in slack.connector().capabilities():
        plan = one.plan(ANN)
        one.apply(plan, key="k")
        one.apply(plan, key="k")
    assert slack.writes == ["W1: active=False", "W1: reset sessions"]


def test_an_account_that_does_not_exist_yet_is_planned_as_new(slack: FakeSlack) -> None:
    later = AccountParams(account=known_after_apply("create", "id"))
    counts = [len(one.plan(later).changes) for one in slack.connector().capabilities()]
    assert counts == [1, 0], "active, and without sessions"


def test_an_account_of_another_system_is_refused(slack: FakeSlack) -> None:
    plan = capability(slack.connector("chat"), DisableAccount).plan(ANN)
    with pytest.raises(Exception, match="not an account of slack"):
        capability(slack.connector(), DisableAccount).apply(plan, key="k")
