"""The lines of a host in the systems file."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from steersman.connectors.services.settings import ServicesSettings

REACHED = {"address": "web1", "user": "steersman", "key_file": Path("k"), "known_hosts": Path("h")}


def test_the_script_is_looked_for_where_the_guide_installs_it() -> None:
    assert ServicesSettings.model_validate(REACHED).helper == "/usr/local/sbin/steersman-services"


@pytest.mark.parametrize(
    "wrong",
    [
        {"helper": ""},
        {"helper": "steersman-services"},
        {"helper": "/bin/sh -c"},
        {"user": "root; id"},
        {"services": ["web"]},
        {"only": "web"},
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ServicesSettings.model_validate({**REACHED, **wrong})
