"""Who is who on the gateway."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.connectors.wireguard.connector import WireguardConnector
from steersman.connectors.wireguard.fake import FakeGateway
from steersman.connectors.wireguard.peers import owner_from
from steersman.domain.errors import Transient
from steersman.domain.identity import Candidate, Identifiers


def _find(
    connector: WireguardConnector, *, employee_number: str = "", login: str = "", mail: str = ""
) -> tuple[Candidate, ...]:
    known = Identifiers(person="p1", employee_number=employee_number, login=login, mail=mail)
    return connector.finder().candidates(known)


@pytest.mark.parametrize(
    "known",
    [{"employee_number": "1042"}, {"login": "JDoe"}, {"mail": "JDOE@meridian.test"}],
)
def test_two_peers_of_one_person_are_one_candidate(
    connector: WireguardConnector, known: dict[str, str]
) -> None:
    (found,) = _find(connector, **known)

    assert found.id == "owner:1042/jdoe"
    assert found.identifiers == {
        "employee_number": "1042",
        "login": "jdoe",
        "mail": "jdoe@meridian.test",
    }
    assert "2 peer(s)" in found.label


def test_contradicting_comments_are_two_candidates(
    connector: WireguardConnector, fake: FakeGateway
) -> None:
    other = replace(fake.peers[1].owner, login="jdorn")
    fake.peers[1] = replace(fake.peers[1], owner=other)

    assert [each.id for each in _find(connector, employee_number="1042")] == [
        "owner:1042/jdoe",
        "owner:1042/jdorn",
    ]


def test_two_mail_addresses_say_nothing(connector: WireguardConnector, fake: FakeGateway) -> None:
    fake.peers[1] = replace(fake.peers[1], owner=replace(fake.peers[1].owner, mail="x@other.test"))

    (found,) = _find(connector, login="jdoe")

    assert "mail" not in found.identifiers


def test_peers_without_an_owner_are_nobodys(connector: WireguardConnector) -> None:
    assert _find(connector) == ()


def test_a_revoked_owner_is_found_and_not_active(
    connector: WireguardConnector, fake: FakeGateway
) -> None:
    fake.peers = [replace(peer, active=False) for peer in fake.peers]
    fake.interface.clear()

    (found,) = _find(connector, login="jdoe")

    assert not found.active


def test_marks_come_from_the_comment_and_the_settings(
    connector: WireguardConnector, fake: FakeGateway
) -> None:
    fake.peers[2] = replace(fake.peers[2], owner=owner_from(["login=ceo", "mark=shared"]))

    (found,) = _find(connector, login="ceo")

    assert found.marks == {"shared", "protected"}


def test_a_word_said_twice_differently_counts_as_unsaid() -> None:
    assert owner_from(["login=a", "login=b", "employee_number=1"]).id == "owner:1/"


def test_a_gateway_that_does_not_answer_is_no_empty_answer(
    connector: WireguardConnector, fake: FakeGateway
) -> None:
    fake.fails = Transient("no answer")

    with pytest.raises(Transient):
        _find(connector, login="jdoe")
