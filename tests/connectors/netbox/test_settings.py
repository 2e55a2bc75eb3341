"""Settings that cannot be meant are refused, with the mend."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.netbox.settings import NetBoxSettings

RIGHT: dict[str, object] = {"url": "https://netbox.example", "token_secret": "env:NETBOX"}


def test_the_right_ones_are_taken() -> None:
    settings = NetBoxSettings.model_validate({**RIGHT, "url": "https://netbox.example/sub/"})
    assert settings.url == "https://netbox.example/sub"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"url": "http://netbox.example"}, "unencrypted: use https"),
        ({"url": "https://me:pw@netbox.example"}, "take user, password"),
        ({"url": "netbox.example"}, "write an address"),
        ({"classes": {"server": "srver"}}, "did you mean server"),
        ({"classes": {"server": "datacenter_device"}}, "only the parent of classes"),
        ({"other_devices": "thing"}, "other_devices: there is no class"),
        ({"statuses": {"x": "broken"}}, "statuses.x: write one of planned"),
        ({"page_size": 0}, "page_size"),
        ({"token": "abc"}, "token"),
    ],
)
def test_any_other_is_refused_with_the_mend(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        NetBoxSettings.model_validate({**RIGHT, **wrong})
