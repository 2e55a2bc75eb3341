"""The leak test itself: who asks, what, in which order, and when it is enough."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import sqlalchemy as sa
from fastapi import FastAPI

from steersman.records.store import reading
from steersman.web.core import Core
from steersman.web.leaks import routes as asking
from steersman.web.leaks.askers import Asker, askers
from steersman.web.leaks.calling import FAILED, TIMED_OUT, Ask, Got, Quiet, ask, opened
from steersman.web.leaks.canaries import Place, Sample, forbidden, hidden_from, sample
from steersman.web.leaks.judging import Seen, Strange, counted, outline, proven
from steersman.web.leaks.oracle import Oracle
from steersman.web.leaks.report import Leak, Report, Share, Sort, State
from steersman.web.leaks.words import twin_of

MORE_TIME = "give --seconds more"
TOLD = 10  # objects asked for between two words about the progress
LEAST = 3  # hidden objects of each kind that each asker must have asked for
SHOWN = 4  # objects of each kind that the asker may see, for what stands around them
TWINS = 3  # words that do not exist, before a difference counts
WORDS = {"configuration_item": 2, "person": 2, "document": 3}  # of an object; 1 of others
ITEMS = "GET /api/v1/ci"
COUNTED = ("configuration_item", "person", "asset", "work_item", "account")


@dataclass(frozen=True, slots=True)
class Wanted:
    """``seconds``: when to stop asking; ``sample``: objects of a kind that are looked for."""

    seconds: float = 120.0
    sample: int = 2000
    seed: int = 1
    only: tuple[str, ...] = ()  # askers, by name; empty: all of them


@dataclass(frozen=True, slots=True)
class Party:
    """One asker, what must not be shown to them, and the objects that they may see nothing of."""

    asker: Asker
    forbidden: Mapping[str, Place]
    hidden: Mapping[str, Sequence[str]]

    @property
    def sees_all(self) -> bool:
        """Whether nothing is hidden from them, so that nothing can leak to them."""
        return not self.forbidden and not any(self.hidden.values())


def check_leaks(
    core: Core, app: FastAPI, wanted: Wanted, heard: Callable[[str], None] | None = None
) -> Report:
    """Everybody asks ``app``, a web application of their own over ``core``.  Nothing is written.

    What is hidden is decided by the rules as Python reads them, object by object.  ``heard`` is
    told how far it is.
    """
    draw, began = random.Random(wanted.seed), core.clock.now()
    app.state.core = Quiet(core)
    heard = heard or (lambda told: None)
    heard("reading what is on record")
    with reading(core.store) as connection:
        oracle = Oracle(connection, core.permissions.all())
        made = sample(connection, wanted.sample, draw)
        parties = [
            Party(
                each,
                forbidden(made, oracle, each.principal),
                hidden_from(made, oracle, each.principal),
            )
            for each in askers(core.permissions, connection, draw)
            if not wanted.only or each.name in wanted.only
        ]
        check = _Check(core, opened(app), wanted, made, oracle, parties, draw, began, heard)
        return asyncio.run(check.run(connection))


Turn = tuple[Party, str, str]


@dataclass
class _Check:
    core: Core
    app: FastAPI
    wanted: Wanted
    made: Sample
    oracle: Oracle
    parties: Sequence[Party]
    draw: random.Random
    began: float
    tell: Callable[[str], None]
    seen: Seen = field(default_factory=Seen)
    strange: list[Strange] = field(default_factory=list)
    requests: int = 0
    heard: set[str] = field(default_factory=set)  # askers that have seen every list
    failed: set[str] = field(default_factory=set)  # routes that gave no answer
    around: set[tuple[str, str]] = field(default_factory=set)  # asker, kind
    cut: set[str] = field(default_factory=set)  # routes whose answers were read in part
    asked_for: dict[tuple[str, str], int] = field(default_factory=dict)  # asker, kind
    objects: dict[str, set[str]] = field(default_factory=dict)
    _outlines: dict[tuple[str, Ask], set[str]] = field(default_factory=dict)  # of nothing

    def __post_init__(self) -> None:
        self.routes = asking.routes_of(self.app)

    async def run(self, connection: sa.Connection) -> Report:
        """What has to be asked first, for each asker in turn; then more, until the time is over."""
        for number, party in enumerate(self.parties, 1):
            self.tell(f"{party.asker.name} asks for every list ({number} of {len(self.parties)})")
            if not self._late():
                await self._general(party)
                self.heard.add(party.asker.name)
        turns = self._turns()
        await self._around(1)
        await self._hidden(islice(turns, self._first_turns()), "asking for what is hidden")
        await self._around(SHOWN - 1)
        await self._hidden(turns, "asking for more of what is hidden")
        self.tell("comparing with what each may see")
        unread = [kind for kind in self.made.chosen if self.made.is_large(kind)]
        found = proven(connection, self.oracle, self.seen, self.strange, unread)
        return self._report(self.seen.leaks | found)

    async def _hidden(self, turns: Iterable[Turn], told: str) -> None:
        for number, (party, kind, id) in enumerate(turns):
            if self._late():
                return
            if number % TOLD == 0:
                self.tell(f"{told}: {self.requests:,} requests so far")
            await self._one(party, kind, id)
            key = (party.asker.name, kind)
            self.asked_for[key] = self.asked_for.get(key, 0) + 1
            self.objects.setdefault(kind, set()).add(id)

    async def _general(self, party: Party) -> None:
        """Every list, page and export; then how much is counted."""
        if party.sees_all:
            return
        for each in asking.general(self.routes):
            got = await self._ask(party, each)
            if each.route == ITEMS:
                self._count(party, each, got, "configuration_item")
        for kind in COUNTED:
            query = asking.asked(query=f"count {kind}")
            self._count(party, query, await self._ask(party, query), kind)

    async def _around(self, many: int) -> None:
        """What each asker may see, for what stands beside it that they may not."""
        for party in self.parties:
            for kind, ids in self.made.chosen.items():
                if self._late():
                    return
                for id in self._shown(party, kind, ids)[:many]:
                    for each in asking.about(self.routes, kind, id):
                        await self._ask(party, each)
                self.around.add((party.asker.name, kind))

    def _shown(self, party: Party, kind: str, ids: Sequence[str]) -> Sequence[str]:
        """Some that the asker may see, others each time; none where nothing is hidden from them."""
        if party.sees_all:
            return ()
        shown = [each for each in ids if self.oracle.sees(party.asker.principal, kind, each)]
        return self.draw.sample(shown, min(SHOWN, len(shown)))

    def _first_turns(self) -> int:
        """How many turns it takes until each asker has asked for the least of each kind."""
        return sum(min(LEAST, len(ids)) for each in self.parties for ids in each.hidden.values())

    def _turns(self) -> Iterator[Turn]:
        """One object of each kind for each asker, then a second one of each…"""
        waiting = [
            (party, kind, self.draw.sample(ids, len(ids)))
            for party in self.parties
            for kind, ids in party.hidden.items()
            if ids
        ]
        for place in range(max((len(ids) for _, _, ids in waiting), default=0)):
            for party, kind, ids in waiting:
                if place < len(ids):
                    yield party, kind, ids[place]

    async def _one(self, party: Party, kind: str, id: str) -> None:
        """Ask for one hidden object by its id, then by its words, wherever that can be typed."""
        for each in asking.about(self.routes, kind, id):
            await self._compare(party, each, kind, id, id)
        words = [
            w for w in self.made.words[kind, id] if w in party.forbidden and w != id.casefold()
        ]
        for word in words[: WORDS.get(kind, 1)]:
            by_name = asking.about(self.routes, kind, word) if kind == asking.ITEM else ()
            for each in (*asking.searching(self.routes, word), *by_name):
                await self._compare(party, each, kind, id, word)
            await self._ask(party, asking.misspelled(word))

    async def _compare(self, party: Party, asked: Ask, kind: str, id: str, word: str) -> None:
        """What is hidden must be answered as what does not exist."""
        got = outline(await self._ask(party, asked), word, asked.route)
        key = (party.asker.name, asked.with_word(word, "·"))
        nothing = self._outlines.setdefault(key, set())
        for _ in range(TWINS):
            if got in nothing:
                return
            twin = twin_of(word, self.made.known, self.draw)
            told = await self._ask(party, asked.with_word(word, twin))
            nothing.add(outline(told, twin, asked.route))
        if got not in nothing:
            leak = Leak(asked.route, party.asker.name, Sort.EXISTENCE.value, kind, id)
            self.strange.append(Strange(leak, party.asker.principal, word))

    async def _ask(self, party: Party, asked: Ask) -> Got:
        self.requests += 1
        got = await ask(self.app, party.asker, asked)
        if got.status in (TIMED_OUT, FAILED):
            self.failed.add(asked.route)
        else:
            self.cut |= {asked.route} if got.cut else set()
            self.seen.judge(party.asker, asked, got, party.forbidden)
        return got

    def _count(self, party: Party, asked: Ask, got: Got, kind: str) -> None:
        most = self.oracle.count(party.asker.principal, kind)
        leak = counted(party.asker, asked, got, kind, most)
        if leak is not None:
            self.seen.leaks.add(leak)

    def _late(self) -> bool:
        return self.core.clock.now() - self.began > self.wanted.seconds

    def _missing(self) -> str:
        """An asker who has not yet asked for enough of a kind, or at all."""
        if self.wanted.only:
            return f"only {', '.join(self.wanted.only)} asked"
        if self.failed:
            return f"{', '.join(sorted(self.failed))} failed, so nothing is known of it"
        return self._unasked()

    def _unasked(self) -> str:
        for party in self.parties:
            if party.asker.name not in self.heard:
                return f"{party.asker.name} had no time to ask for every list: {MORE_TIME}"
            for kind in self.made.chosen:
                if (party.asker.name, kind) not in self.around:
                    return f"{party.asker.name} had no time to look around a {kind}: {MORE_TIME}"
            for kind, ids in party.hidden.items():
                done = self.asked_for.get((party.asker.name, kind), 0)
                if done < min(LEAST, len(ids)):
                    told = f"{party.asker.name} asked for {done} of {len(ids)} hidden {kind}s"
                    return f"{told}: {MORE_TIME}"
        return ""

    def _report(self, leaks: set[Leak]) -> Report:
        hidden = {kind: set[str]() for kind in self.made.chosen}
        for party in self.parties:
            for kind, ids in party.hidden.items():
                hidden[kind].update(ids)
        missing = self._missing()
        state = State.LEAKS if leaks else State.INCOMPLETE if missing else State.CLEAN
        now = self.core.clock.now()
        return Report(
            state=state,
            at=now,
            took=now - self.began,
            seed=self.wanted.seed,
            askers=[party.asker.name for party in self.parties],
            kinds={
                kind: Share(
                    self.made.objects[kind],
                    len(ids),
                    len(hidden[kind]),
                    len(self.objects.get(kind, ())),
                )
                for kind, ids in self.made.chosen.items()
                if ids
            },
            requests=self.requests,
            routes=sum(1 for each in self.routes if not each.unknown) + 1,
            not_asked=[each.name for each in self.routes if each.unknown],
            read_in_part=sorted(self.cut),
            leaks=sorted(leaks),
            open=missing,
        )
