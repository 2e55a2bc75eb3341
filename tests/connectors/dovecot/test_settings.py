from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.capabilities.connector import Secret
from steersman.connectors.dovecot import connector_type
from steersman.connectors.dovecot.settings import DovecotSettings

GOOD = {
    "url": "https://mail.meridian.test:8443/",
    "api_key_secret": "env:DOVECOT_API_KEY",
    "domain": "meridian.test",
}


def test_good_settings_are_taken() -> None:
    settings = DovecotSettings.model_validate(GOOD)
    assert settings.url == "https://mail.meridian.test:8443"
    assert settings.foreign_prefixes == ("shared/",)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80"])
def test_http_is_fine_on_this_machine(url: str) -> None:
    assert DovecotSettings.model_validate({**GOOD, "url": url}).url == url


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"url": "http://mail.meridian.test"}, "use https"),
        ({"url": "http://127.0.0.1.evil.test"}, "use https"),
        ({"url": "imap://mail.meridian.test"}, "must start with https"),
        ({"url": "https://doveadm:secret@mail"}, "no password in the address"),
        ({"api_key_secret": "the key itself"}, "match pattern"),
        ({"domain": "meri dian"}, "match pattern"),
        ({"timeout": 0}, "greater than 0"),
        ({"shared_prefix": "shared/"}, "shared namespace"),
        ({"shared_prefix": "{user}/"}, "shared namespace"),
        ({"api_key": "x"}, "Extra inputs"),
    ],
)
def test_wrong_settings_say_what_is_wrong(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        DovecotSettings.model_validate({**GOOD, **wrong})


def test_connecting_contacts_nobody_and_reads_no_secret() -> None:
    asked: list[str] = []

    def secret(reference: str) -> Secret:
        def read() -> str:
            asked.append(reference)
            return ""

        return read

    connector = connector_type.connect("mail", DovecotSettings.model_validate(GOOD), secret)
    assert connector.system == "mail"
    assert [c.key for c in connector.capabilities()] == [
        "session.end@mail",
        "mailbox.delegate@mail",
        "mailbox.auto_reply@mail",
    ]
    assert asked == []
