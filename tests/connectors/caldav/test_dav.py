"""XML from a server is data: bounded, whole, and about that server alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.caldav import dav
from steersman.domain.errors import Transient

GOOD = b"""<?xml version="1.0"?><D:multistatus xmlns:D="DAV:"><D:response><D:href> /a/ </D:href>
<D:propstat><D:prop><D:getetag>"1"</D:getetag></D:prop><D:status>HTTP/1.1 200 OK</D:status>
</D:propstat><D:propstat><D:prop><D:displayname>no</D:displayname></D:prop>
<D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response></D:multistatus>"""
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def test_only_properties_with_status_200_are_there() -> None:
    (entry,) = dav.read_multistatus(GOOD)
    assert (entry.href, entry.text(dav.ETAG)) == ("/a/", '"1"')
    assert dav.NAME not in entry.properties


@pytest.mark.parametrize("body", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_a_document_type_is_refused_in_any_encoding(body: bytes) -> None:
    with pytest.raises(Transient, match="document type"):
        dav.read_multistatus(body)


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"hello", GOOD + b"<more/>"])
def test_anything_else_than_a_multistatus_is_refused(body: bytes) -> None:
    with pytest.raises(Transient):
        dav.read_multistatus(body)


@given(cut=st.integers(0, len(GOOD) - 1))
def test_a_cut_answer_is_never_taken_for_a_whole_one(cut: int) -> None:
    with pytest.raises(Transient):
        dav.read_multistatus(GOOD[:cut])


@pytest.mark.parametrize(
    "question",
    [lambda uid: dav.query_uid(uid), lambda uid: dav.propfind([f"{{{uid or 'x'}}}name"])],
)
@given(uid=st.text(st.sampled_from("ab<>&\"'{}]/"), max_size=20))
def test_whatever_is_asked_for_the_question_is_whole_xml(
    question: Callable[[str], str], uid: str
) -> None:
    dav.parse(question(uid).encode())


def test_the_time_is_asked_for_in_utc() -> None:
    after = datetime.fromisoformat("2027-01-04T10:00:00+01:00")
    assert 'start="20270104T090000Z"' in dav.query_after(after)
    assert after.astimezone(UTC).hour == 9
