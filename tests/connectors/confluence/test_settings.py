"""What a systems file may say about a Confluence."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.confluence import connector_type
from steersman.connectors.confluence.settings import ConfluenceSettings

RIGHT: dict[str, object] = {
    "url": "https://example.atlassian.net/wiki",
    "token_secret": "env:X",
    "spaces": {"IT": ["everyone"], "~712020abc": []},
}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"url": "http://example.atlassian.net/wiki"}, "use https"),
        ({"spaces": {}}, "at least 1"),
        ({"spaces": {'IT" or space = "HR': []}}, "no key of a space"),
        ({"page_size": 251}, "page_size"),
        ({"token": "abc"}, "token"),
    ],
)
def test_any_other_is_refused_with_the_mend(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        ConfluenceSettings.model_validate({**RIGHT, **wrong})


def test_connecting_reads_no_secret_and_sends_nothing() -> None:
    def never() -> str:
        raise AssertionError("the secret was read")

    settings = ConfluenceSettings.model_validate(RIGHT)
    connector = connector_type.connect("wiki", settings, lambda _: never)
    assert connector.capabilities() == ()
    connector.close()
