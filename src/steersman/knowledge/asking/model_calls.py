"""Every call of a language model: within the day's budget, without secrets, told to the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import uuid4

from steersman.capabilities.language_model import LanguageModel, Task
from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent, Transient
from steersman.knowledge.asking.secrets import holds_secret
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger

ASKED, ANSWERED = "model-asked", "model-answered"
DAY = 86400.0
LETTERS = 3  # of a token, at the least: for models that do not count
PIECE = 200  # entries read at a time
LONGEST = 20_000  # characters of an answer
Told = dict[str, object]


@dataclass(frozen=True)
class ModelCalls:
    """``keep_text``: the ledger holds what was sent and received, not only hash and length."""

    ledger: Ledger
    clock: Clock
    tokens_per_day: int
    keep_text: bool = False

    def ask(self, model: LanguageModel, task: Task, *, by: str) -> str:
        """The answer.  ``Permanent`` and ``Transient`` say why there is none."""
        if holds_secret(task.material):
            raise Permanent("it looks as if there were a secret in it, so it was not sent")
        sent = _tokens(task.instructions + task.material)
        if self.used_today() + sent + task.longest > self.tokens_per_day:
            raise Permanent(f"the day's budget of {self.tokens_per_day:,} tokens is used up")
        call = uuid4().hex
        text = f"{task.instructions}\n{task.material}"
        about: Told = {"model": model.name, "purpose": task.purpose, "by": by}
        self._note(f"model/{call}/asked", ASKED, {**about, **self._told(text)})
        answered = f"model/{call}/answered"
        try:
            reply = model.complete(task)
        except (Permanent, Transient) as error:
            self._note(answered, ANSWERED, {**about, "tokens": sent, "failed": str(error)})
            raise
        tokens = reply.tokens or sent + _tokens(reply.text)
        body = {**about, **self._told(reply.text), "tokens": tokens}
        self._note(answered, ANSWERED, body)
        if len(reply.text) > LONGEST:
            raise Permanent("its answer has no end")
        return reply.text

    def used_today(self) -> int:
        """Tokens since midnight (UTC), of every process of this installation."""
        midnight = self.clock.now() // DAY * DAY
        used, before = 0, None
        while links := self.ledger.newest(ANSWERED, before, PIECE):
            used += sum(int(link.body["tokens"]) for link in links if link.at >= midnight)
            before = links[-1].seq
            if links[-1].at < midnight:
                break
        return used

    def _note(self, key: str, kind: str, body: Json) -> None:
        self.ledger.record(Entry(key, kind, self.clock.now(), body))

    def _told(self, text: str) -> Told:
        clean = text.replace("\0", "�")
        told: Told = {"sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()}
        told["characters"] = len(text)
        return {**told, "text": clean[:LONGEST]} if self.keep_text else told


def _tokens(text: str) -> int:
    return len(text) // LETTERS + 1
