"""The contract of an action, kept on a contract server (not Slack) through Slack's own SDK."""

from __future__ import annotations

import pytest

from company.services.slack_contract import TEAM, SlackContract
from steersman.capabilities.conformance import check_capability
from steersman.connectors.slack.account import AccountParams, DisableAccount
from steersman.connectors.slack.session import EndSessions
from steersman.domain.errors import Permanent, Transient
from steersman.domain.plan import Change
from tests.connectors.slack.support import capability, connect_to, somebody


@pytest.mark.parametrize("kind", [DisableAccount, EndSessions])
@pytest.mark.parametrize("team_ids", [(), (TEAM,)])
def test_every_capability_keeps_the_contract(
    slack_contract_server: SlackContract,
    kind: type[DisableAccount] | type[EndSessions],
    team_ids: tuple[str, ...],
) -> None:
    _, account = somebody()
    connector = connect_to(slack_contract_server, team_ids=team_ids)
    one = next(c for c in connector.capabilities() if isinstance(c, kind))
    check_capability(
        one, AccountParams(account=account), lambda: slack_contract_server.state(account)
    )


def test_a_deactivated_account_is_inactive_for_the_server_itself(
    slack_contract_server: SlackContract,
) -> None:
    employee, account = somebody()
    disable = capability(connect_to(slack_contract_server), DisableAccount)
    disable.apply(disable.plan(AccountParams(account=account)), key="k")
    assert slack_contract_server.user(employee.employee_number)["active"] is False


def test_the_scim_2_address_does_as_well(slack_contract_server: SlackContract) -> None:
    _, account = somebody()
    scim_url = str(slack_contract_server.settings["scim_url"]).replace("v1", "v2")
    disable = capability(connect_to(slack_contract_server, scim_url=scim_url), DisableAccount)
    plan = disable.plan(AccountParams(account=account))
    disable.apply(plan, key="k")
    assert disable.verify(plan)
    assert slack_contract_server.state(account)["active"] is False


def test_only_this_persons_sessions_end(slack_contract_server: SlackContract) -> None:
    (_, account), (_, other) = somebody(), somebody()
    slack_contract_server.open_sessions(other, 3)
    before = slack_contract_server.state(other)
    end = capability(connect_to(slack_contract_server), EndSessions)
    end.apply(end.plan(AccountParams(account=account)), key="k")
    assert slack_contract_server.state(account)["sessions"] == 0
    assert slack_contract_server.state(other) == before


@pytest.mark.parametrize("team_ids", [(), (TEAM,)])
def test_sessions_are_counted_over_every_page(
    slack_contract_server: SlackContract, team_ids: tuple[str, ...]
) -> None:
    _, account = somebody()
    slack_contract_server.open_sessions(account, 250)
    end = capability(connect_to(slack_contract_server, team_ids=team_ids), EndSessions)
    plan = end.plan(AccountParams(account=account))
    assert plan.warnings == ("252 open sessions will be ended",)


def test_a_decision_covers_sessions_that_were_opened_since(
    slack_contract_server: SlackContract,
) -> None:
    _, account = somebody()
    end = capability(connect_to(slack_contract_server), EndSessions)
    decided = end.plan(AccountParams(account=account))
    slack_contract_server.open_sessions(account, 1)
    later = end.plan(AccountParams(account=account))
    assert decided.covers(later)
    assert later.changes == (Change(f"slack:{account}", "sessions", "open", "none"),)


def test_a_session_opened_after_the_reset_is_noticed(slack_contract_server: SlackContract) -> None:
    _, account = somebody()
    end = capability(connect_to(slack_contract_server), EndSessions)
    plan = end.plan(AccountParams(account=account))
    end.apply(plan, key="k")
    slack_contract_server.open_sessions(account, 1)
    assert not end.verify(plan)


def test_undo_leaves_an_account_alone_that_is_active_again(
    slack_contract_server: SlackContract,
) -> None:
    _, account = somebody()
    disable = capability(connect_to(slack_contract_server), DisableAccount)
    plan = disable.plan(AccountParams(account=account))
    disable.apply(plan, key="k")
    disable.undo(plan, key="u")
    disable.undo(plan, key="u")
    assert slack_contract_server.state(account)["active"] is True


def test_the_rate_limit_says_when_to_come_back(slack_contract_server: SlackContract) -> None:
    _, account = somebody()
    params = AccountParams(account=account)
    connector = connect_to(slack_contract_server)
    for one in connector.capabilities():
        slack_contract_server.limit(1, retry_after=17)
        with pytest.raises(Transient) as caught:
            one.plan(params)
        assert caught.value.retry_after == 17.0
        assert one.plan(params).changes, "and nothing is retried behind our back"


def test_a_missing_scope_is_named(slack_contract_server: SlackContract) -> None:
    _, account = somebody()
    scim_only = connect_to(slack_contract_server, token="xoxp-contract-scim")
    read_only = connect_to(slack_contract_server, token="xoxp-contract-read")
    with pytest.raises(Permanent, match=r"admin\.users:read"):
        capability(scim_only, EndSessions).plan(AccountParams(account=account))
    end = capability(read_only, EndSessions)
    with pytest.raises(Permanent, match=r"admin\.users:write"):
        end.apply(end.plan(AccountParams(account=account)), key="k")
    with pytest.raises(Permanent, match="the scope admin"):
        capability(read_only, DisableAccount).plan(AccountParams(account=account))


def test_an_unknown_user_is_an_error(slack_contract_server: SlackContract) -> None:
    disable = capability(connect_to(slack_contract_server), DisableAccount)
    with pytest.raises(Permanent, match="404"):
        disable.plan(AccountParams(account="W9NOBODY"))


@pytest.mark.parametrize("account", ["../Groups/G1", "W1/x", "W1?x=1", "", "ü"])
def test_an_id_cannot_lead_to_another_address(
    slack_contract_server: SlackContract, account: str
) -> None:
    disable = capability(connect_to(slack_contract_server), DisableAccount)
    with pytest.raises(Permanent, match="cannot be the id"):
        disable.plan(AccountParams(account=account))


def test_nothing_here_deletes_an_account(slack_contract_server: SlackContract) -> None:
    names = [one.spec.name for one in connect_to(slack_contract_server).capabilities()]
    assert names == ["account.disable", "session.end"]
