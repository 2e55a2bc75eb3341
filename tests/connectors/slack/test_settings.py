"""What a systems file may say about Slack."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from steersman.connectors.slack.session import EndSessions
from steersman.connectors.slack.settings import SlackSettings
from steersman.domain.errors import Permanent
from tests.connectors.slack.support import capability, connect


def told(**settings: object) -> dict[str, object]:
    return {"token_secret": "env:SLACK", **settings}


def test_slack_itself_needs_only_a_token() -> None:
    keys = [one.key for one in connect("xoxp-1", told()).capabilities()]
    assert keys == ["account.disable@slack", "session.end@slack"]


@pytest.mark.parametrize("name", ["scim_url", "api_url"])
@pytest.mark.parametrize(
    "address",
    [
        "http://slack.com/api/",
        "http://localhost.evil.example/",
        "http://127.0.0.1@evil.example/",
        "ftp://127.0.0.1/",
        "https://slack.com/api",
        "slack.com/",
    ],
)
def test_an_unsafe_address_is_refused_with_the_mend(name: str, address: str) -> None:
    with pytest.raises(Permanent, match=name):
        connect("xoxp-1", told(**{name: address}))


@pytest.mark.parametrize(
    "wrong", [{"verify": False}, {"timeout": 0}, {"session_resets_per_minute": 0}, {"token": "x"}]
)
def test_unknown_keys_and_values_are_errors(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SlackSettings.model_validate(told(**wrong))


def test_an_authority_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("hello")
    with pytest.raises(Permanent, match="PEM"):
        connect("xoxp-1", told(ca_file=str(tmp_path / "ca.pem")))


def test_the_rate_of_resets_follows_the_settings() -> None:
    connector = connect("xoxp-1", told(session_resets_per_minute=50))
    assert capability(connector, EndSessions).spec.rate_limit.calls == 50
