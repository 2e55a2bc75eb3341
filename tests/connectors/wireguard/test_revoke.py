"""Revoking, against a gateway in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.connectors.wireguard.fake import FakeGateway
from steersman.connectors.wireguard.peers import Owner, Peer
from steersman.connectors.wireguard.revoke import RevokeParams, RevokeVpn
from steersman.connectors.wireguard.settings import WireguardSettings
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.plan import known_after_apply

JOHN = RevokeParams(account="owner:1042/jdoe")


@pytest.fixture
def revoke(fake: FakeGateway, settings: WireguardSettings) -> RevokeVpn:
    return RevokeVpn("vpn", fake, settings)


def test_each_peer_of_the_owner_is_listed_live_and_in_the_file(revoke: RevokeVpn) -> None:
    plan = revoke.plan(JOHN)

    assert [row.attribute for row in plan] == [
        "peer laptop= on wg0",
        "peer laptop= in /etc/wireguard/wg0.conf",
        "peer phone= on wg0",
        "peer phone= in /etc/wireguard/wg0.conf",
    ]
    assert plan.targets == {"vpn:owner:1042/jdoe"}


def test_nobody_elses_peer_is_touched(revoke: RevokeVpn, fake: FakeGateway) -> None:
    revoke.apply(revoke.plan(JOHN), key="1")

    assert fake.interface == {"hers=", "nobody="}
    assert [peer.key for peer in fake.peers if peer.active] == ["hers=", "nobody="]


def test_a_peer_enrolled_since_needs_a_new_decision(revoke: RevokeVpn, fake: FakeGateway) -> None:
    approved = revoke.plan(JOHN)
    fake.peers.append(Peer(key="new=", owner=fake.peers[0].owner))

    assert not approved.covers(revoke.plan(JOHN))


def test_a_peer_given_to_somebody_else_since_is_a_question(
    revoke: RevokeVpn, fake: FakeGateway
) -> None:
    plan = revoke.plan(JOHN)
    fake.peers[1] = replace(fake.peers[1], owner=fake.peers[2].owner)

    with pytest.raises(NeedsPerson, match="is owner:1043/asato's now"):
        revoke.apply(plan, key="1")

    assert fake.writes == []


def test_undo_does_not_connect_a_peer_given_to_somebody_else(
    revoke: RevokeVpn, fake: FakeGateway
) -> None:
    plan = revoke.plan(JOHN)
    revoke.apply(plan, key="1")
    fake.peers[1] = replace(fake.peers[1], owner=fake.peers[2].owner)

    revoke.undo(plan, key="1-undo")

    assert "laptop=" in fake.interface
    assert "phone=" not in fake.interface


def test_a_peer_that_was_not_live_before_is_not_live_after_undo(
    revoke: RevokeVpn, fake: FakeGateway
) -> None:
    fake.interface.discard("phone=")
    plan = revoke.plan(JOHN)
    revoke.apply(plan, key="1")

    revoke.undo(plan, key="1-undo")

    assert "laptop=" in fake.interface
    assert "phone=" not in fake.interface


def test_undo_twice_is_undo_once(revoke: RevokeVpn, fake: FakeGateway) -> None:
    plan = revoke.plan(JOHN)
    revoke.apply(plan, key="1")
    revoke.undo(plan, key="1-undo")
    fake.writes.clear()

    revoke.undo(plan, key="1-undo")

    assert fake.writes == []


def test_a_gateway_that_lies_about_writing_is_noticed(revoke: RevokeVpn, fake: FakeGateway) -> None:
    plan = revoke.plan(JOHN)
    fake.lies = True

    revoke.apply(plan, key="1")

    assert not revoke.verify(plan)


def test_a_peer_that_would_come_back_at_the_next_start_is_noticed(
    revoke: RevokeVpn, fake: FakeGateway
) -> None:
    plan = revoke.plan(JOHN)

    fake.interface.clear()  # cut live, but the file still lists it

    assert not revoke.verify(plan)


def test_a_protected_owner_is_refused(revoke: RevokeVpn, fake: FakeGateway) -> None:
    fake.peers.append(Peer(key="hq=", owner=Owner(employee_number="1000", login="ceo")))

    with pytest.raises(Permanent, match="protected"):
        revoke.plan(RevokeParams(account="owner:1000/ceo"))


@pytest.mark.parametrize("account", ["owner:/", "owner:1042/", "owner:9/x", "laptop="])
def test_an_owner_without_peers_is_an_error_and_never_the_unowned(
    revoke: RevokeVpn, account: str
) -> None:
    with pytest.raises(Permanent, match="no peer of"):
        revoke.plan(RevokeParams(account=account))


def test_a_key_that_stands_twice_is_a_question(revoke: RevokeVpn, fake: FakeGateway) -> None:
    fake.peers.append(replace(fake.peers[2], key="phone="))

    with pytest.raises(NeedsPerson, match="stands twice"):
        revoke.plan(JOHN)


def test_an_account_that_does_not_exist_yet_needs_nothing(revoke: RevokeVpn) -> None:
    assert not revoke.plan(RevokeParams(account=known_after_apply("join", "account"))).changes


def test_a_gateway_that_fails_once_is_done_once(revoke: RevokeVpn, fake: FakeGateway) -> None:
    plan = revoke.plan(JOHN)
    fake.fails = Transient("busy")
    with pytest.raises(Transient):
        revoke.apply(plan, key="1")

    revoke.apply(plan, key="1")

    assert fake.writes == ["disconnect", "file"]
    assert revoke.verify(plan)
