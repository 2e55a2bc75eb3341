"""Mistakes in the systems file are told before anything is asked."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.caldav.settings import CalDavSettings, is_private

GOOD = {"url": "https://calendar.test/dav", "user": "ops", "password_secret": "env:X"}


def test_the_least_settings_are_enough_and_the_url_ends_in_a_slash() -> None:
    assert CalDavSettings.model_validate(GOOD).url == "https://calendar.test/dav/"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"url": "calendar.test"}, "https://host"),
        ({"url": "ftp://calendar.test/"}, "https://host"),
        ({"url": "https://ops:pw@calendar.test/"}, "user and password_secret"),
        ({"pasword": "x"}, "Extra inputs"),
        ({"identity": "mail"}, "login"),
        ({"principal_path": "/users/"}, "must contain"),
        ({"timeout": 0}, "greater than 0"),
        ({"smtp": {"host": "mail.test"}}, "mail_from"),
        ({"smtp": {"host": "mail.test"}, "mail_from": "a@b.test\r\nBcc: x@y.test"}, "mail_from"),
        ({"smtp": {"host": "mail.test", "port": 0}, "mail_from": "a@b.test"}, "greater"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        CalDavSettings.model_validate({**GOOD, **wrong})


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://calendar.test/", True),
        ("http://127.0.0.1:5232/", True),
        ("http://localhost/", True),
        ("http://[::1]/", True),
        ("http://calendar.test/", False),
        ("http://127.0.0.1.evil.test/", False),
    ],
)
def test_a_password_travels_encrypted_or_stays_on_the_machine(url: str, private: bool) -> None:
    assert is_private(url) is private
