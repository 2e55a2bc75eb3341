"""Who is who on a VPN gateway."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.connectors.wireguard.client import Gateway
from steersman.connectors.wireguard.peers import Owner, Peer
from steersman.connectors.wireguard.settings import WireguardSettings
from steersman.domain.identity import EMPLOYEE_NUMBER, LOGIN, MAIL, Candidate, Identifiers


@dataclass(frozen=True, slots=True)
class WireguardFinder:
    """All peers under one owner are one candidate; WireGuard stores no names."""

    gateway: Gateway
    settings: WireguardSettings

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        config, live = self.gateway.config(), self.gateway.live()
        owners = {peer.owner.id: peer.owner for peer in config.peers if peer.owner.known}
        fitting = [account for account, owner in sorted(owners.items()) if _fits(owner, person)]
        return tuple(self._candidate(config.owned_by(account), live) for account in fitting)

    def _candidate(self, peers: tuple[Peer, ...], live: frozenset[str]) -> Candidate:
        owner = peers[0].owner
        stored = {EMPLOYEE_NUMBER: owner.employee_number, LOGIN: owner.login}
        mails = {peer.owner.mail for peer in peers if peer.owner.mail}
        if len(mails) == 1:  # two that differ say nothing
            stored[MAIL] = mails.pop()
        who = owner.login or owner.employee_number
        return Candidate(
            id=owner.id,
            label=f"{who}, {len(peers)} peer(s) on {self.settings.interface}",
            identifiers={name: value for name, value in stored.items() if value},
            active=any(peer.active or peer.key in live for peer in peers),
            marks=self._marks(peers),
        )

    def _marks(self, peers: tuple[Peer, ...]) -> frozenset[str]:
        marks = frozenset().union(*(peer.owner.marks for peer in peers))
        owner = peers[0].owner
        if {owner.employee_number, owner.login} & self.settings.protected:
            marks |= {"protected"}
        return marks


def _fits(owner: Owner, person: Identifiers) -> bool:
    pairs = (
        (owner.employee_number, person.employee_number),
        (owner.login.casefold(), person.login.casefold()),
        (owner.mail.casefold(), person.mail.casefold()),
    )
    return any(stored and stored == known for stored, known in pairs)
