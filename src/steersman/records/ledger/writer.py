"""The thread that commits: whatever has gathered meanwhile becomes one transaction."""

from __future__ import annotations

import json
import logging
import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.errors import Transient
from steersman.records.ledger import careful
from steersman.records.ledger.entry import Head, Spelled, chain
from steersman.records.ledger.quick import Quick
from steersman.records.store import writing

GROUP = 512  # entries in one commit at most
LINGER = 0.001  # seconds to wait for each who came with the last group and may come again
NOTED = 1.0  # seconds after which notes are written though nobody waits for them

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry handed in.  ``ticket`` is its place in the order of handing in."""

    ticket: int
    entry: Spelled
    body: Json
    kept: Future[Json] = field(default_factory=Future)

    def settle(self, text: str) -> None:
        """``text`` is what the ledger keeps: usually ours, else what came first."""
        self.kept.set_result(self.body if text == self.entry.text else json.loads(text))


class Keeper:
    """Appends groups, by the quick way while nobody else appends."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._quick = Quick(engine)
        self._head: Head | None = None  # as far as we know; the primary key knows better

    def doubt(self) -> None:
        """Somebody appends past us: read the head before the next group."""
        self._head = None

    def append(self, entries: list[Spelled]) -> dict[str, str]:
        """The bodies kept under the keys of ``entries``, all durable."""
        return self._behind_head(entries) or self._careful(entries)

    def close(self) -> None:
        self._quick.close()

    def _behind_head(self, entries: list[Spelled]) -> dict[str, str] | None:
        head, texts = self._head, {entry.key: entry.text for entry in entries}
        if head is None or len(texts) < len(entries):
            return None
        links = chain(head, entries)
        if not self._quick.insert(links):
            self._head = None
            return None
        self._head = Head(links[-1].seq, links[-1].hash)
        return texts

    def _careful(self, entries: list[Spelled]) -> dict[str, str]:
        try:
            with writing(self._engine, careful.LOCK) as connection:
                texts, head = careful.append(connection, entries)
        except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
            raise Transient(f"the ledger cannot be written, nothing goes on: {error}") from error
        self._head = head
        return texts


class Writer:
    """Entries become durable in the order in which they were handed in."""

    def __init__(self, engine: sa.Engine) -> None:
        self._keeper = Keeper(engine)
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._noted: dict[str, Waiting] = {}  # nobody waits for them; until they are durable
        self._guard = threading.Lock()
        self._expected = 1  # how many may come for the next group
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    def note(self, waiting: Waiting) -> None:
        with self._guard:
            self._noted.setdefault(waiting.entry.key, waiting)

    def hand_in(self, waiting: Waiting) -> None:
        if self._closing:
            raise RuntimeError("the ledger was closed; nothing can be appended any more")
        self._queue.put(waiting)

    def noted(self) -> list[Waiting]:
        with self._guard:
            return list(self._noted.values())

    def doubt(self) -> None:
        self._keeper.doubt()

    def close(self) -> None:
        """Write what was handed in, notes too, and stop."""
        if not self._closing:
            self._closing = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            group, going = self._gather()
            self._commit(group)
        self._keeper.close()

    def _gather(self) -> tuple[list[Waiting], bool]:
        """The next group, and whether there may be another."""
        group: list[Waiting] = []
        while len(group) < GROUP:
            try:
                following = self._queue.get(timeout=self._patience(len(group)))
            except queue.Empty:
                break
            if following is None:
                return group, False
            group.append(following)
        return group, True

    def _patience(self, gathered: int) -> float:
        if not gathered:
            return NOTED
        return LINGER if gathered < self._expected else 0

    def _commit(self, group: list[Waiting]) -> None:
        notes = self.noted()
        both = sorted([*notes, *group], key=lambda waiting: waiting.ticket)
        if not both:
            return
        try:
            texts = self._keeper.append([waiting.entry for waiting in both])
        except Exception as error:  # noqa: BLE001 - every one who waits must hear of it
            log.error("a group of %d ledger entries was not written: %s", len(both), error)
            for waiting in group:
                waiting.kept.set_exception(error)  # notes stay, for the next group
            return
        self._forget(notes)
        self._expected = len(group) + self._queue.qsize()
        for waiting in group:
            waiting.settle(texts[waiting.entry.key])

    def _forget(self, notes: list[Waiting]) -> None:
        with self._guard:
            for waiting in notes:
                del self._noted[waiting.entry.key]
