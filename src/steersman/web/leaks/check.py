"""The leak test itself: who asks, what, in which order, and when it is enough."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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

LEAST = 3  # hidden objects of each kind that each asker must have asked for
SHOWN = 4  # objects of each kind that the asker may see, for what stands around them
TWINS = 3  # words that do not exist, before a difference counts
WORDS = {"configuration_item": 2, "person": 2, "document": 3}  # of an object; 1 of others
ITEMS = "GET /api/v1/ci"
COUNTED = ("configuration_item", "person", "asset", "work_item")


@dataclass(frozen=True, slots=True)
class Wanted:
    """``seconds``: when to stop asking; ``sample``: objects of a kind that are looked for."""

    seconds: float = 300.0
    sample: int = 2000
    seed: int = 1
    only: tuple[str, ...] = ()  # askers, by name; empty: all of them


@dataclass(frozen=True, slots=True)
class Party:
    """One asker, what must not be shown to them, and the objects that they may see nothing of."""

    asker: Asker
    forbidden: Mapping[str, Place]
    hidden: Mapping[str, Sequence[str]]


def check_leaks(core: Core, app: FastAPI, wanted: Wanted) -> Report:
    """Everybody asks ``app``, a web application of their own over ``core``.  Nothing is written.

    What is hidden is decided by the rules as Python reads them, object by object.
    """
    draw = random.Random(wanted.seed)
    app.state.core = Quiet(core)
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
        check = _Check(core, opened(app), wanted, made, oracle, parties, draw)
        return asyncio.run(check.run(connection))


@dataclass
class _Check:
    core: Core
    app: FastAPI
    wanted: Wanted
    made: Sample
    oracle: Oracle
    parties: Sequence[Party]
    draw: random.Random
    seen: Seen = field(default_factory=Seen)
    strange: list[Strange] = field(default_factory=list)
    requests: int = 0
    heard: set[str] = field(default_factory=set)  # askers that have seen every list
    failed: set[str] = field(default_factory=set)  # routes that gave no answer
    asked_for: dict[tuple[str, str], int] = field(default_factory=dict)  # asker, kind
    objects: dict[str, set[str]] = field(default_factory=dict)
    _outlines: dict[tuple[str, Ask], set[str]] = field(default_factory=dict)  # of nothing

    def __post_init__(self) -> None:
        self.routes = asking.routes_of(self.app)
        self.began = self.core.clock.now()

    async def run(self, connection: sa.Connection) -> Report:
        for party in self.parties:
            if self._late():
                break
            await self._general(party)
            await self._around(party)
            self.heard.add(party.asker.name)
        for party, kind, id in self._turns():
            if self._late():
                break
            await self._one(party, kind, id)
            key = (party.asker.name, kind)
            self.asked_for[key] = self.asked_for.get(key, 0) + 1
            self.objects.setdefault(kind, set()).add(id)
        leaks = self.seen.leaks | proven(connection, self.oracle, self.seen, self.strange)
        return self._report(leaks)

    async def _general(self, party: Party) -> None:
        """Every list, page and export; then how much is counted."""
        for each in asking.general(self.routes):
            got = await self._ask(party, each)
            if each.route == ITEMS:
                self._count(party, each, got, "configuration_item")
        for kind in COUNTED:
            query = asking.asked(query=f"count {kind}")
            self._count(party, query, await self._ask(party, query), kind)

    async def _around(self, party: Party) -> None:
        """What the asker may see, for what stands beside it that they may not."""
        for kind, ids in self.made.chosen.items():
            shown = [each for each in ids if self.oracle.sees(party.asker.principal, kind, each)]
            for id in self.draw.sample(shown, min(SHOWN, len(shown))):
                for each in asking.about(self.routes, kind, id):
                    await self._ask(party, each)

    def _turns(self) -> Iterator[tuple[Party, str, str]]:
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
                return f"{party.asker.name} had no time to ask for every list: give --seconds more"
            for kind, ids in party.hidden.items():
                done = self.asked_for.get((party.asker.name, kind), 0)
                if done < min(LEAST, len(ids)):
                    return f"{party.asker.name} asked for {done} of {len(ids)} hidden {kind}s"
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
            leaks=sorted(leaks),
            open=missing,
        )
