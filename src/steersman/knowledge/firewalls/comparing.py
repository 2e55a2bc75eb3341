"""All that a firewall lets through between two places, computed exactly from its rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from steersman.domain.errors import Permanent
from steersman.knowledge.firewalls.addresses import ANYWHERE, V4, V6
from steersman.knowledge.firewalls.deciding import DEEPEST, FINAL, MOST_STEPS, unseen
from steersman.knowledge.firewalls.entries import entry_chains
from steersman.knowledge.firewalls.model import Action, Chain, Match, Rule, Ruleset, Unread
from steersman.knowledge.firewalls.regions import Region, split
from steersman.knowledge.firewalls.spans import Spans

_MOST = 20_000  # regions; a question that needs more is too wide to be answered
_TOO_WIDE = "the rules cut this traffic into too many parts: ask about smaller networks"


@dataclass(frozen=True, slots=True)
class Question:
    """Traffic that is asked about: new connections, unless ``state`` says otherwise."""

    source: Spans = ANYWHERE
    destination: Spans = ANYWHERE
    arrives: str | None = None
    leaves: str | None = None
    state: str = "new"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens to one part of the traffic, and which rule says so (``None``: the policy)."""

    region: Region
    action: Action
    rule: Rule | None
    chain: str


@dataclass(frozen=True, slots=True)
class Concern:
    """A rule that speaks of this traffic.  ``shadowed_by`` decided all (or part) of it before."""

    rule: Rule
    decides: tuple[Region, ...] = ()
    shadowed_by: tuple[Rule, ...] = ()

    @property
    def shadowed(self) -> bool:
        """Rules before it leave it nothing of this traffic."""
        return not self.decides


@dataclass(frozen=True, slots=True)
class Between:
    """The answer; ``unclear`` may be allowed or not; ``why_not`` where nothing can be told."""

    concerns: tuple[Concern, ...] = ()
    allowed: tuple[Outcome, ...] = ()
    denied: tuple[Outcome, ...] = ()
    unclear: tuple[Outcome, ...] = ()
    unread: tuple[Unread, ...] = ()
    why_not: str = ""


def between(
    ruleset: Ruleset,
    source: Spans,
    destination: Spans,
    *,
    entry: str | None = None,
    arrives: str | None = None,
    leaves: str | None = None,
    state: str = "new",
) -> Between:
    """Every rule that concerns traffic from ``source`` to ``destination``, and what comes out.

    The outcomes together cover all of that traffic exactly once.  ``Permanent`` where the rules
    lead in a circle or the question is too wide.
    """
    asked = Question(source, destination, arrives, leaves, state)
    chains = entry_chains(ruleset, asked, entry)
    if isinstance(chains, str):
        return Between(unread=ruleset.unread, why_not=chains)
    walk = _Walk(ruleset, asked)
    outcomes = walk.through(chains)
    return Between(
        concerns=tuple(walk.concerns.values()),
        allowed=tuple(each for each in outcomes if each.action is Action.ACCEPT),
        denied=tuple(each for each in outcomes if each.action in {Action.DROP, Action.REJECT}),
        unclear=tuple(each for each in outcomes if each.action is Action.UNKNOWN),
        unread=ruleset.unread,
    )


@dataclass(slots=True)
class _Walk:
    ruleset: Ruleset
    asked: Question
    concerns: dict[int, Concern] = field(default_factory=dict)
    _taken: list[tuple[Region, Rule]] = field(default_factory=list)
    _perhaps: int = 0  # how many of the rules above may not apply at all
    _steps: int = 0

    def through(self, chains: tuple[Chain, ...]) -> list[Outcome]:
        """Chain after chain: only what one accepts is seen by the next."""
        done: list[Outcome] = []
        start = unseen(self.ruleset).action
        going = [Outcome(region, start, None, "") for region in self._regions()]
        for chain in chains:
            self._taken = []
            covered = Region(chain.covers, chain.covers)
            came: list[Outcome] = []
            for each in going:
                came.extend(
                    Outcome(part, each.action, each.rule, each.chain)
                    for part in each.region.without(covered)
                )
            seen = [each.region for each in going]
            inside, _ = split(seen, covered)
            decided = self._whole(chain, inside)
            came.extend(each for each in decided if each.action is Action.ACCEPT)
            done.extend(each for each in decided if each.action is not Action.ACCEPT)
            going = came
        return done + going

    def _regions(self) -> list[Region]:
        """Traffic of one family each: nothing goes from IPv4 to IPv6."""
        asked = Region(self.asked.source, self.asked.destination)
        parts = (asked.within(Region(family, family)) for family in (V4, V6))
        return [part for part in parts if not part.empty]

    def _whole(self, chain: Chain, regions: list[Region]) -> list[Outcome]:
        decided, falls = self._chain(chain, regions, 0)
        policy = chain.policy or Action.ACCEPT
        decided.extend(Outcome(region, policy, None, chain.name) for region in falls)
        return [_settled(each) for each in decided]

    def _chain(
        self, chain: Chain, regions: list[Region], depth: int
    ) -> tuple[list[Outcome], list[Region]]:
        """What the chain's rules decide, and what leaves it undecided."""
        if depth > DEEPEST:
            raise Permanent(
                f"{chain.name} leads through more than {DEEPEST} chains, or in a circle"
            )
        decided: list[Outcome] = []
        left: list[Region] = []
        for rule in chain.rules:
            for match in rule.alternatives:
                if not regions or (sure := self._may_apply(match)) is False:
                    continue
                inside, outside = split(regions, Region.of(match))
                self._note(rule, match, inside)
                if not inside or rule.action is Action.NONE:
                    continue
                self._check(len(inside) + len(outside) + len(decided) + len(left))
                self._perhaps += not sure
                went, back, gone = self._apply(rule, inside, depth)
                self._perhaps -= not sure
                if sure:
                    decided.extend(went)
                    left.extend(gone)
                    regions = outside + back
                else:
                    regions = outside + _undecided(rule, inside, went, gone)
        return decided, left + regions

    def _check(self, regions: int) -> None:
        self._steps += regions
        if regions > _MOST or self._steps > MOST_STEPS:
            raise Permanent(_TOO_WIDE)

    def _apply(
        self, rule: Rule, regions: list[Region], depth: int
    ) -> tuple[list[Outcome], list[Region], list[Region]]:
        """Decided; back in this chain for its next rule; and out of this chain."""
        if rule.action is Action.RETURN:
            return [], [], regions
        if rule.action in FINAL or rule.action is Action.UNKNOWN:
            if not self._perhaps:
                self._taken.extend((region, rule) for region in regions)
            return [Outcome(each, rule.action, rule, rule.chain) for each in regions], [], []
        target = self.ruleset.chains.get(rule.target or "")
        if target is None:
            return [Outcome(each, Action.UNKNOWN, rule, rule.chain) for each in regions], [], []
        decided, falls = self._chain(target, regions, depth + 1)
        return (decided, falls, []) if rule.action is Action.JUMP else (decided, [], falls)

    def _may_apply(self, match: Match) -> bool | None:
        """Whether the parts that are no addresses or ports hold: yes, no, or it depends."""
        if self.asked.state not in match.states:
            return False
        told = [each.holds(self.asked.arrives) for each in match.arrives]
        told += [each.holds(self.asked.leaves) for each in match.leaves]
        if False in told:
            return False
        return None if None in told or match.conditions else True

    def _note(self, rule: Rule, match: Match, inside: list[Region]) -> None:
        """Remember that the rule speaks of this traffic, and who was faster."""
        asked = Region(self.asked.source, self.asked.destination)
        own = Region.of(match).within(asked)
        if own.empty:
            return
        known = self.concerns.get(id(rule), Concern(rule))
        faster = [taker for region, taker in self._taken if not region.within(own).empty]
        shadowed_by = tuple(dict.fromkeys((*known.shadowed_by, *faster)))
        shadowed_by = tuple(taker for taker in shadowed_by if taker is not rule)
        self.concerns[id(rule)] = Concern(rule, (*known.decides, *inside), shadowed_by)


def _undecided(
    rule: Rule, inside: list[Region], went: list[Outcome], gone: list[Region]
) -> list[Region]:
    """The rule may not apply at all: everything goes on, knowing what it would have done.

    Where it would have left the chain, what follows there is not looked at: that is unclear.
    """
    left = list(inside)
    found: list[Region] = []
    ways = [(each.region, each.action, each.rule) for each in went]
    ways += [(region, Action.UNKNOWN, rule) for region in gone]
    for region, action, by in ways:
        taken, left = split(left, region)
        found.extend(each.or_perhaps(action, by) for each in taken)
    return found + left


def _settled(outcome: Outcome) -> Outcome:
    """Unclear where a rule that may apply would have done otherwise."""
    actions = {_kind(action) for action, _ in outcome.region.perhaps} | {_kind(outcome.action)}
    if len(actions) == 1:
        return outcome
    return Outcome(outcome.region, Action.UNKNOWN, outcome.rule, outcome.chain)


def _kind(action: Action) -> Action:
    return Action.DROP if action is Action.REJECT else action
