"""What the systems file may say of a wiki."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.mediawiki.settings import MediaWikiSettings

URL = "https://wiki.example/w"


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"url": "http://wiki.example/w"},
        {"url": "https://ann:secret@wiki.example/w"},
        {"url": URL, "namespaces": []},
        {"url": URL, "page_size": 0},
        {"url": URL, "password": "x"},
    ],
)
def test_any_other_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MediaWikiSettings.model_validate(told)


def test_an_address_is_enough_for_an_open_wiki() -> None:
    assert MediaWikiSettings(url=URL).namespaces == (0,)
