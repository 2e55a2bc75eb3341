"""What ``steersman systems check`` tells of a wiki."""

from __future__ import annotations

from steersman.capabilities.connector import Check
from tests.connectors.mediawiki.support import NUMBER, TOKEN, connect, running


def check(url: str, token: str = "") -> Check:
    connector = connect(url, token)
    try:
        return connector.check()
    finally:
        connector.close()


def test_rights_are_told() -> None:
    with running(rights=("edit", "delete")) as place:
        told = check(place.server.url, TOKEN)
    assert told.reached
    assert (told.missing, told.excessive) == (("read",), ("edit", "delete"))
    assert told.detail == f"MediaWiki 1.43.0 with {NUMBER} articles, read as Steersman"


def test_a_wiki_that_refuses_is_told_with_the_mend() -> None:
    with running(errors=["readapidenied"]) as place:
        told = check(place.server.url)
    assert not told.reached
    assert "grant it the right to read" in told.detail
