"""Settings that could do harm are refused before anything is contacted."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.linux.settings import LinuxSettings

GIVEN = {"address": "a", "user": "steersman", "key_file": "key", "known_hosts": "known"}


@pytest.mark.parametrize("directory", ["/", "/home", "/home/", "/etc", "shared", "/srv/../home"])
def test_a_home_is_never_a_shared_directory(directory: str) -> None:
    with pytest.raises(ValidationError, match="shared_directories"):
        LinuxSettings.model_validate({**GIVEN, "shared_directories": [directory]})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("uid_min", 999),
        ("port", 0),
        ("user", "-oProxyCommand=evil"),
        ("helper", "/usr/bin/x; rm -rf /"),
        ("helper", "sh"),
        ("auto_accept", True),
        ("connect_timeout", 0),
    ],
)
def test_a_dangerous_or_unknown_setting_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValidationError, match=key):
        LinuxSettings.model_validate({**GIVEN, key: value})


def test_known_hosts_cannot_be_left_out() -> None:
    with pytest.raises(ValidationError, match="known_hosts"):
        LinuxSettings.model_validate({k: v for k, v in GIVEN.items() if k != "known_hosts"})


def test_directories_are_kept_without_a_trailing_slash() -> None:
    given = LinuxSettings.model_validate({**GIVEN, "shared_directories": ["/srv/shared/"]})

    assert given.shared_directories == ("/srv/shared",)
