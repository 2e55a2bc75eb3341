"""What a check tells about the token's scopes."""

from __future__ import annotations

import pytest

from company.services.slack_contract import SlackContract
from steersman.connectors.slack.check import NEEDED
from steersman.connectors.slack.fake import FakeSlack
from tests.connectors.slack.support import connect_to


@pytest.mark.parametrize(
    ("token", "missing", "excessive"),
    [
        ("xoxp-contract-admin", (), ()),
        ("xoxp-contract-scim", ("admin.users:read", "admin.users:write"), ()),
        ("xoxp-contract-more", (), ("chat:write",)),
    ],
)
def test_missing_and_excessive_scopes_are_named(
    slack_contract_server: SlackContract,
    token: str,
    missing: tuple[str, ...],
    excessive: tuple[str, ...],
) -> None:
    check = connect_to(slack_contract_server, token=token).check()
    assert check.reached
    assert (check.missing, check.excessive) == (missing, excessive)
    assert "it-admin in Meridian; 200 users" in check.detail


def test_a_refused_token_is_named_with_the_mend(slack_contract_server: SlackContract) -> None:
    check = connect_to(slack_contract_server, token="xoxp-unknown").check()
    assert not check.reached
    assert "renew the token" in check.detail
    assert "xoxp-unknown" not in check.detail


def test_scim_that_does_not_work_is_told(slack_contract_server: SlackContract) -> None:
    check = connect_to(slack_contract_server, token="xoxp-contract-read").check()
    assert "SCIM does not work" in check.detail
    assert "admin" in check.missing


def test_scopes_that_slack_does_not_tell_are_unknown() -> None:
    assert set(FakeSlack(scopes=None).connector().check().unknown) == NEEDED


def test_checking_writes_nothing() -> None:
    slack = FakeSlack()
    slack.connector().check()
    assert slack.writes == []
