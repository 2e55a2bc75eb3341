"""Settings that could do harm are refused before anything is contacted."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.wireguard.settings import WireguardSettings

GIVEN = {"address": "a", "user": "steersman", "key_file": "key", "known_hosts": "known"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("interface", "wg0; reboot"),
        ("interface", "a-name-too-long-for-linux"),
        ("config_file", "wg0.conf"),
        ("config_file", "/etc/wireguard/$(id).conf"),
        ("preshared_key", "abc"),
    ],
)
def test_a_dangerous_or_unknown_setting_is_refused(key: str, value: str) -> None:
    with pytest.raises(ValidationError, match=key):
        WireguardSettings.model_validate({**GIVEN, key: value})


def test_the_usual_gateway_needs_no_more_than_its_address() -> None:
    given = WireguardSettings.model_validate(GIVEN)

    assert (given.interface, given.config_file) == ("wg0", "/etc/wireguard/wg0.conf")
