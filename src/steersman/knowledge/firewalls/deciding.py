"""What the firewall does with one packet: the first rule that applies decides, as in the device."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.domain.errors import Permanent
from steersman.knowledge.firewalls.entries import entry_chains
from steersman.knowledge.firewalls.model import Action, Chain, Rule, Ruleset
from steersman.knowledge.firewalls.packets import Packet, holds

DEEPEST = 16  # jumps within each other: the kernel's own limit (NFT_JUMP_STACK_SIZE)
MOST_STEPS = 200_000  # rules that are asked for one question
FINAL = {Action.ACCEPT, Action.DROP, Action.REJECT}


@dataclass(frozen=True, slots=True)
class Decision:
    """``action`` is accept, drop, reject, or unknown where the file does not carry an answer.

    ``rule`` is the one that decided; ``None`` for the policy at a chain's end.
    """

    action: Action
    why: str
    rule: Rule | None = None


def decide(ruleset: Ruleset, packet: Packet, entry: str | None = None) -> Decision:
    """What happens to the packet, and by which rule.

    ``entry`` names where it comes in: a hook (``forward``, ``input``, ``output``) or an access
    list; without it the way through the device is taken, or the one list that fits.
    """
    chains = entry_chains(ruleset, packet, entry)
    if isinstance(chains, str):
        return Decision(Action.UNKNOWN, chains)
    source, destination, _ = packet.numbers
    decision = unseen(ruleset)
    for chain in chains:
        if source not in chain.covers or destination not in chain.covers:
            continue
        decision = _Way(ruleset, packet).through(chain)
        if decision.action is not Action.ACCEPT:
            return decision
    return decision


def unseen(ruleset: Ruleset) -> Decision:
    """What of traffic that no chain sees: nftables lists all there is, the others one family."""
    if ruleset.dialect == "nftables":
        return Decision(Action.ACCEPT, "no chain sees it")
    return Decision(Action.UNKNOWN, "the file has no rules for this family of addresses")


@dataclass(slots=True)
class _Way:
    ruleset: Ruleset
    packet: Packet
    steps: int = 0

    def through(self, chain: Chain) -> Decision:
        policy = chain.policy or Action.ACCEPT
        end = Decision(policy, f"no rule of {chain.name} applies, and its policy is {policy}")
        return self._chain(chain, 0, end) or end

    def _chain(self, chain: Chain, depth: int, end: Decision | None) -> Decision | None:
        """The decision, or ``None`` where the chain is left; ``end`` is what then follows."""
        perhaps: list[tuple[Rule, Decision | None]] = []
        for rule in chain.rules:
            applies = self._applies(rule)
            if applies is False or rule.action is Action.NONE:
                continue
            decision = None if rule.action is Action.RETURN else self._done(rule, depth)
            if decision is None and rule.action is Action.JUMP:
                continue
            if applies:
                return _agreed(perhaps, decision, end)
            perhaps.append((rule, decision))
        return _agreed(perhaps, None, end)

    def _done(self, rule: Rule, depth: int) -> Decision | None:
        """What the rule leads to; ``None`` where it comes back from a chain undecided."""
        if rule.action in FINAL:
            return Decision(rule.action, f"rule {rule.order} of {rule.chain} applies", rule)
        if rule.action is Action.UNKNOWN:
            why = f"rule {rule.order} of {rule.chain} was not understood: {rule.raw}"
            return Decision(Action.UNKNOWN, why, rule)
        target = self.ruleset.chains.get(rule.target or "")
        if target is None:
            why = f"rule {rule.order} of {rule.chain} leads to {rule.target}, not in the file"
            return Decision(Action.UNKNOWN, why, rule)
        if depth >= DEEPEST:
            raise Permanent(f"{rule.chain} leads through more than {DEEPEST} chains or in a circle")
        return self._chain(target, depth + 1, None)

    def _applies(self, rule: Rule) -> bool | None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Permanent("its chains lead into each other too often to follow a packet")
        told = [holds(match, self.packet) for match in rule.alternatives]
        if True in told:
            return True
        return None if None in told else False


def _agreed(
    perhaps: list[tuple[Rule, Decision | None]], decision: Decision | None, end: Decision | None
) -> Decision | None:
    """The decision, if the rules before it that may apply would have led to the same."""
    final = decision or end
    for rule, other in perhaps:
        other = other or end
        if other is not None and final is not None and other.action is final.action:
            continue
        if other is None and final is None:
            continue
        depends = "; ".join(each for match in rule.alternatives for each in match.conditions)
        why = f"it depends on {depends}" if depends else "the question leaves a part of it open"
        return Decision(
            Action.UNKNOWN, f"rule {rule.order} of {rule.chain} may apply or not: {why}", rule
        )
    return decision
