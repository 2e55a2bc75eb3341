"""What a systems file may say about a Jira site with Assets."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from company.services.jira_assets_contract import TOKEN
from steersman.connectors.jira_assets import connector_type
from steersman.connectors.jira_assets.settings import JiraAssetsSettings
from steersman.domain.errors import Permanent
from tests.connectors.jira_assets.support import connect, running


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"url": "http://api.example"}, "use https"),
        ({"site": "http://jira.example"}, "use https"),
        ({"workspace_id": "../other"}, "the id alone"),
        ({"schemas": ["1 OR objectSchemaId = 2"]}, "no key"),
        ({"projects": ['A") OR ("']}, "no key"),
        ({"classes": {"Box": "functional_ci"}}, "only the parent of classes"),
        ({"other_class": "thing"}, "no class"),
        ({"statuses": {"odd": "broken"}}, "write one of"),
        ({"relations": {"Feeds": "nourishes"}}, "no relation type"),
        ({"page_size": 0}, "page_size"),
        ({"verify": False}, "verify"),
    ],
)
def test_any_other_is_refused_with_the_mend(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        JiraAssetsSettings.model_validate({"token_secret": "env:X", **wrong})


@pytest.mark.parametrize(
    ("settings", "told"),
    [({"schemas": ["ITAM"]}, "schemas need workspace_id"), ({"projects": ["HELP"]}, "need site")],
)
def test_what_belongs_together_is_asked_for(settings: dict[str, object], told: str) -> None:
    whole = JiraAssetsSettings.model_validate({"token_secret": "env:X", **settings})
    with pytest.raises(Permanent, match=told):
        connector_type.connect("jira", whole, lambda _: lambda: "x")


def test_connecting_reads_no_secret_and_sends_nothing() -> None:
    def never() -> str:
        raise AssertionError("the secret was read")

    settings = JiraAssetsSettings(token_secret="env:JIRA", schemas=("ITAM",), workspace_id="w")
    connector = connector_type.connect("jira", settings, lambda _: never)
    assert connector.capabilities() == ()
    connector.close()


def test_without_a_user_the_token_is_a_bearer_token() -> None:
    with running() as place:
        assert place.collect(user="").items
        assert place.server.log[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_the_site_and_the_api_may_lie_in_different_places() -> None:
    with running() as api, running() as site:
        connector = connect(api.server.url, site=site.server.url)
        connector.check()
        assert {each.path for each in site.server.log} == {"/rest/api/3/mypermissions"}
