"""What a systems file may say about a SCIM system."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from steersman.connectors.scim import connector_type
from steersman.connectors.scim.settings import ScimSettings
from steersman.domain.errors import Permanent
from tests.connectors.scim.support import connect


@pytest.mark.parametrize(
    "address",
    ["http://localhost/v2", "http://127.0.0.1:8080", "http://[::1]/v2", "https://crm.example/v2"],
)
def test_the_token_goes_over_tls_or_stays_on_this_machine(address: str) -> None:
    connect(address).close()


@pytest.mark.parametrize(
    "address",
    [
        "http://crm.example/v2",
        "http://localhost.evil.example/",
        "http://127.0.0.1@crm.example/",
        "ftp://127.0.0.1/",
        "crm.example/v2",
        "https://crm.example/v2?x=1",
    ],
)
def test_any_other_address_is_refused_with_the_mend(address: str) -> None:
    with pytest.raises(Permanent, match="base_url"):
        connect(address)


def test_an_unreadable_authority_file_is_named() -> None:
    with pytest.raises(Permanent, match=r"ca_file /nowhere\.pem"):
        connect("https://crm.example/", ca_file="/nowhere.pem")


def test_an_authority_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("hello")
    with pytest.raises(Permanent, match="PEM"):
        connect("https://crm.example/", ca_file=str(tmp_path / "ca.pem"))


@pytest.mark.parametrize(
    "wrong",
    [{"verify": False}, {"timeout": 0}, {"external_id": "mail"}, {"token": "plain"}],
)
def test_unknown_keys_and_values_are_errors(wrong: dict[str, object]) -> None:
    told = {"base_url": "https://crm.example", "token_secret": "env:X", **wrong}
    with pytest.raises(ValidationError):
        ScimSettings.model_validate(told)


def test_connecting_reads_no_secret_and_sends_nothing() -> None:
    def never() -> str:
        raise AssertionError("the secret was read")

    settings = ScimSettings(base_url="http://127.0.0.1:9", token_secret="env:CRM")
    connector = connector_type.connect("crm", settings, lambda _: never)
    keys = [one.key for one in connector.capabilities()]
    assert keys == ["account.disable@crm", "licence.release@crm", "account.delete@crm"]
