"""Cut every VPN peer of one person, now and for the next start of the gateway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.wireguard.client import Gateway
from steersman.connectors.wireguard.peers import PREFIX, Config, Peer
from steersman.connectors.wireguard.settings import WireguardSettings
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import Change, Plan, is_known

KEY_SHOWN = 8  # characters of a public key that people compare by eye
PRESENT, ABSENT = "present", "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeParams:
    account: str  # "owner:<employee number>/<login>"


@dataclass(frozen=True, slots=True)
class RevokeVpn(Capability[RevokeParams]):
    """Live first, because that cuts traffic; then the file, so that it does not come back."""

    system: str
    gateway: Gateway
    settings: WireguardSettings
    params = RevokeParams
    spec = Spec(
        name="vpn.revoke",
        summary="Cut every VPN peer of one person off",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"every verb of steersman-gateway"}),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=2.0,
    )

    def plan(self, params: RevokeParams) -> Plan:
        account = params.account
        if not is_known(account):
            return Plan(self.key, (), warnings=("the account does not exist yet",))
        self._refuse_protected(account)
        config, live = self.gateway.config(), self.gateway.live()
        peers = config.owned_by(account)
        if not peers:
            raise Permanent(f"{self._place} has no peer of {account}: look the owner up again")
        rows: list[Change] = []
        for peer in peers:
            self._refuse_twice(config, peer)
            if peer.key in live:
                rows.append(self._row(account, self._live_row(peer.key)))
            if peer.active:
                rows.append(self._row(account, self._file_row(peer.key)))
        return Plan(self.key, tuple(rows), names=self._called(account, peers))

    def apply(self, plan: Plan, *, key: str) -> None:
        config = self.gateway.config()
        for account, peer_key in self._keys(plan):
            for peer in config.with_key(peer_key):
                if peer.owner.id != account:
                    raise NeedsPerson(
                        f"Peer {peer_key} on {self._place} is {peer.owner.id}'s now, not "
                        f"{account}'s. Whose is it?"
                    )
        wanted = {row.attribute for row in plan}
        cut = [key for _, key in self._keys(plan) if self._live_row(key) in wanted]
        if cut:
            self.gateway.disconnect(cut)
        listed = [p.key for p in config.peers if p.active and self._file_row(p.key) in wanted]
        if listed:
            self.gateway.comment_out(listed, config.digest)

    def verify(self, plan: Plan) -> bool:
        live, config = self.gateway.live_again(), self.gateway.config()
        there = {self._live_row(key) for key in live}
        there |= {self._file_row(peer.key) for peer in config.peers if peer.active}
        return not any(row.attribute in there for row in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        """A peer that was deleted, or given to somebody else since, stays as it is."""
        config, wanted = self.gateway.config(), {row.attribute for row in plan}
        mine = self._still_owned(config, plan)
        listed = [p.key for p in mine if not p.active and self._file_row(p.key) in wanted]
        if listed:
            self.gateway.uncomment(listed, config.digest)
        live = self.gateway.live()
        active = {p.key for p in mine if p.active} | set(listed)
        gone = [k for k in sorted(active - live) if self._live_row(k) in wanted]
        if gone:
            self.gateway.connect(gone)

    def _still_owned(self, config: Config, plan: Plan) -> list[Peer]:
        planned = set(self._keys(plan))
        return [peer for peer in config.peers if (peer.owner.id, peer.key) in planned]

    def _keys(self, plan: Plan) -> list[tuple[str, str]]:
        """Each (account, public key) that the plan names."""
        return sorted(set(self._named(plan)))

    def _named(self, plan: Plan) -> Iterable[tuple[str, str]]:
        for row in plan:
            yield row.target.removeprefix(f"{self.system}:"), row.attribute.split(" ")[1]

    def _called(self, account: str, peers: Iterable[Peer]) -> dict[str, str]:
        """A key is known by its beginning; the owner by the login."""
        names = {f"{self.system}:{account}": account.rpartition("/")[2] or account}
        for peer in peers:
            short = f"{peer.key[:KEY_SHOWN]}…"
            names[self._live_row(peer.key)] = f"VPN peer {short}, connected now"
            names[self._file_row(peer.key)] = f"VPN peer {short}, in the configuration"
        return names

    def _row(self, account: str, attribute: str) -> Change:
        return Change(f"{self.system}:{account}", attribute, PRESENT, ABSENT)

    def _live_row(self, key: str) -> str:
        return f"peer {key} on {self.settings.interface}"

    def _file_row(self, key: str) -> str:
        return f"peer {key} in {self.settings.config_file}"

    def _refuse_protected(self, account: str) -> None:
        number, _, login = account.removeprefix(PREFIX).partition("/")
        if {number, login} & self.settings.protected:
            raise Permanent(f"{account} is protected by the settings of {self._place}")

    def _refuse_twice(self, config: Config, peer: Peer) -> None:
        if len(config.with_key(peer.key)) > 1:
            raise NeedsPerson(
                f"Peer {peer.key} stands twice in {self.settings.config_file}: which is right?"
            )

    @property
    def _place(self) -> str:
        return f"{self.settings.interface} on {self.settings.address}"
