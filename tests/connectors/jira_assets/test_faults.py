"""A site that misbehaves: an error with the mend, never an empty list, and never the token."""

from __future__ import annotations

import logging

import pytest

from steersman.domain.errors import Permanent, Transient
from tests.connectors.jira_assets.support import connect, running
from tests.fixtures.faulty_http import Asked, faulty_http, reply

TOKEN = "ATATT-s3cr3t-never-shown"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(503, "", {"Retry-After": "7"}), Transient),
        (reply(200, {"values": [], "isLast": True}, cut=3), Transient),
        (reply(200, "[", {}), Transient),
        (reply(302, "", {"Location": "http://127.0.0.1:9/"}), Permanent),
        (reply(200, "<html>", {"Content-Type": "text/html"}), Permanent),
        (reply(200, "[]"), Permanent),
        (reply(200, {"values": [{"name": "no id"}]}), Permanent),
        (reply(400, {"errorMessages": [f"bad {TOKEN}"]}), Permanent),
        (reply(401, {"message": f"Unauthorized {TOKEN}"}), Permanent),
    ],
)
def test_an_answer_that_is_no_list_is_an_error_and_never_an_empty_list(
    answer: bytes, kind: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with faulty_http(lambda _: answer) as server:
        connector = connect(server.url, TOKEN)
        source, documents = connector.inventory(), connector.documents()
        assert source is not None
        assert documents is not None
        with pytest.raises(kind) as caught:
            source.collect()
        with pytest.raises(kind) as too:
            list(documents.documents())
    assert TOKEN not in str(caught.value) + str(too.value) + caplog.text


def test_objects_of_other_schemas_are_not_believed() -> None:
    def respond(asked: Asked) -> bytes:
        if asked.path.endswith("/flat"):
            return reply(200, [{"id": "1", "name": "Servers"}])
        if "/objectschema/list" in asked.path:
            row = {"id": "1", "objectSchemaKey": "ITAM"}
            return reply(200, {"values": [row], "isLast": True})
        odd = {"id": "7", "label": "x", "objectType": {"id": "99"}}
        return reply(200, {"values": [odd], "isLast": True, "total": 1})

    with faulty_http(respond) as server:
        source = connect(server.url).inventory()
        assert source is not None
        with pytest.raises(Permanent, match="objects of other schemas"):
            source.collect()


def test_no_repr_holds_the_token() -> None:
    connector = connect("http://127.0.0.1:9", TOKEN)
    shown = [connector, vars(connector), connector._assets, connector.inventory()]
    assert TOKEN not in repr(shown) + connector.check().detail


@pytest.mark.parametrize("end", ["\n", " x", "ü"])
def test_a_token_that_no_header_can_carry_is_refused_unquoted(end: str) -> None:
    check = connect("http://127.0.0.1:9", TOKEN + end).check()
    assert "token_secret" in check.detail
    assert TOKEN not in check.detail


def test_an_answer_in_parts_comes_again_whole() -> None:
    with running() as place:
        place.jira.limited = [1]
        source = place.connector().inventory()
        assert source is not None
        with pytest.raises(Transient):
            source.collect()
        assert source.collect().complete
