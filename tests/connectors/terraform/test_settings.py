"""What the systems file may say about a state."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.terraform.settings import TerraformSettings


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"state": " "}, "name a file"),
        ({"state": "http://state.example.org/prod"}, "unencrypted"),
        ({"state": "s3://bucket/state"}, "such as https"),
        ({"state": "https://u:p@state.example.org/"}, "take user"),
        ({"state": "x", "user": "reader"}, "go together"),
        ({"state": "x", "apply": True}, "apply"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_mend(given: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        TerraformSettings.model_validate(given)


def test_an_address_is_divided_into_server_and_path() -> None:
    server, path = TerraformSettings(state="https://git.example/api/state/prod").backend()
    assert (server.url, path) == ("https://git.example", "/api/state/prod")
