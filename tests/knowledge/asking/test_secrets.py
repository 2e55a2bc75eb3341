"""What looks like a secret is seen, and ordinary text is not taken for one."""

from __future__ import annotations

import pytest

from steersman.knowledge.asking.secrets import holds_secret


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "The password is hunter22",
        "password: correct-horse",
        "community = s3cret",
        "AKIAIOSFODNN7EXAMPLE",
        "smn_" + "a1B2" * 8,
        "https://bob:tiger@example.org/",
        "Authorization: Bearer x",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "$6$rounds=5000$abcdefghijk",
        "key q8Zr2LxT0vNw5KjYb1HsPcGd7MfA3uEe",
    ],
)
def test_it_is_seen(text: str) -> None:
    assert holds_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I reset my password?",
        "The password must have twelve letters.",
        "which servers in London run OpenSSL older than 3.0.13",
        "vpn-gateway-london-2.example.org",
        "Tokens are handed out by the desk.",
        "business_application_service_instance_2",
    ],
)
def test_it_is_not(text: str) -> None:
    assert not holds_secret(text)
