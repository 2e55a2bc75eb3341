"""Settings that cannot be meant are refused, with the mend."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.servicenow import connector_type
from steersman.connectors.servicenow.settings import ServiceNowSettings
from steersman.domain.errors import Permanent

PLACE: dict[str, object] = {"url": "https://example.service-now.com"}
BY_PASSWORD: dict[str, object] = {**PLACE, "user": "me", "password_secret": "env:X"}
AS_CLIENT: dict[str, object] = {**PLACE, "client_id": "abc", "client_secret": "env:X"}


@pytest.mark.parametrize("right", [BY_PASSWORD, AS_CLIENT])
def test_either_way_of_signing_in_is_taken(right: dict[str, object]) -> None:
    ServiceNowSettings.model_validate(right).require_one_sign_in()


@pytest.mark.parametrize(
    "wrong",
    [PLACE, {**BY_PASSWORD, **AS_CLIENT}, {**PLACE, "user": "me"}, {**PLACE, "client_id": "a"}],
)
def test_no_way_or_both_are_refused(wrong: dict[str, object]) -> None:
    settings = ServiceNowSettings.model_validate(wrong)
    with pytest.raises(Permanent, match="write user and password_secret, or client_id"):
        connector_type.connect("servicenow", settings, lambda _: lambda: "x")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"url": "http://example.service-now.com"}, "unencrypted: use https"),
        ({"url": "https://me:pw@example.service-now.com"}, "take user, password"),
        ({"tables": ("cmdb_ci?x=1",)}, "cannot be a table"),
        ({"tables": ("../user",)}, "cannot be a table"),
        ({"classes": {"u_x": "srver"}}, "did you mean server"),
        ({"classes": {"u_x": "physical_device"}}, "only the parent of classes"),
        ({"relation_types": {"A::B": "dependson"}}, "there is no"),
        ({"knowledge_bases": ("IT^ORtitle=HR",)}, r"holds \^ or a comma"),
        ({"user": "a:b"}, "a name with a colon"),
        ({"password": "abc"}, "password"),
    ],
)
def test_any_other_is_refused_with_the_mend(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        ServiceNowSettings.model_validate({**BY_PASSWORD, **wrong})
