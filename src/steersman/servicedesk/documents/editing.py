"""Changing a document of our own takes two people: one writes a draft, another one accepts it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.permissions import Principal, Related, decide
from steersman.knowledge.documents import read_document
from steersman.knowledge.retrieval.indexing import document_id
from steersman.knowledge.retrieval.settling import Source, Told, settled, stated_of
from steersman.records.knowledge.house import (
    ACCEPTED,
    LOCK,
    REFUSED,
    WITHDRAWN,
    DocumentDraft,
    HouseDocuments,
)
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.permissions import Rules
from steersman.records.store import writing

HOUSE = "house"  # the source
LONGEST = 200_000  # characters
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}(?:/[a-z0-9][a-z0-9._-]{0,80}){0,5}\.md", re.ASCII)
DRAFT_IT, REVIEW_IT = "draft", "review"


@dataclass(frozen=True)
class Editing:
    """``accepted`` is called once a change stands, so that it is found from then on."""

    store: sa.Engine
    house: HouseDocuments
    ledger: Ledger
    rules: Rules
    clock: Clock
    accepted: Callable[[], object]

    def propose(
        self, name: str, text: str, *, owner: str, reason: str, by: Principal, eyes: str = ""
    ) -> DocumentDraft:
        """Keep a draft; nothing changes yet.  ``Permanent`` says what is missing.

        ``eyes``: who vouched for the session or token of ``by``; empty: nobody else did.
        """
        self._check(name, text, reason)
        kept = self.house.find(name)
        if kept is not None and not self.may_read(by, name, kept.text, kept.owner):
            raise Permanent(f"there is no document {name} of our own")  # as for one that is not
        if not self.may_read(by, name, text, owner if kept is None else kept.owner):
            raise Permanent("you could not read this document any more: name yourself as a reader")
        made = self.house.draft(
            name=name, owner=owner, text=text, reason=reason, by=by.id, eyes=eyes or by.id
        )
        self.ledger.record(self._entry(made, "document-proposed", by.id, {"reason": reason}))
        return made

    def accept(self, id_: str, *, by: Principal, eyes: str = "") -> DocumentDraft:
        """Put it in force.  ``Permanent``: one's own, decided already, or changed meanwhile."""
        draft = self.seen(by, id_)
        if {draft.by, draft.eyes} & {by.id, eyes or by.id}:
            raise Permanent(f"{eyes or by.id} wrote this draft and cannot accept it (four-eyes)")
        self._may_decide(by, draft)
        self._settle(draft, ACCEPTED, by.id, "", {"text": draft.text})
        self.accepted()
        return self.house.get_draft(id_)

    def refuse(self, id_: str, *, by: Principal, why: str) -> DocumentDraft:
        """By another person, with a reason; by who wrote it, it is withdrawn."""
        draft = self.seen(by, id_)
        own = draft.by == by.id
        if not own:
            self._may_decide(by, draft)
            if not why.strip():
                raise Permanent("say why it is refused: whoever wrote it must learn it")
        state = WITHDRAWN if own else REFUSED
        self._settle(draft, state, by.id, why, {"why": why})
        return self.house.get_draft(id_)

    def seen(self, principal: Principal, id_: str) -> DocumentDraft:
        """A draft that this principal may read; ``Permanent`` as if it were not there."""
        draft = self.house.get_draft(id_)
        if not self.may_see(principal, draft):
            raise Permanent(f"there is no draft {id_}")
        return draft

    def may_see(self, principal: Principal, draft: DocumentDraft) -> bool:
        """Who wrote it; else whoever may read the document as it is and as it would be."""
        if principal.id == draft.by:
            return True
        texts = [draft.text, *([draft.before] if draft.base else [])]
        return all(self.may_read(principal, draft.name, text, draft.owner) for text in texts)

    def may_read(self, principal: Principal, name: str, text: str, owner: str) -> bool:
        """Whether the rules let somebody view a document with this text."""
        facts = {**self._facts(name, text, owner), "id": document_id(HOUSE, name), "name": name}
        thing = Related({"source": HOUSE, "shape": "", **facts}, lambda field, id_: None)
        return decide(self.rules.all(), principal, "view", "document", thing).allowed

    def may_review(self, principal: Principal, draft: DocumentDraft) -> bool:
        """Its owner, or whoever a rule lets review documents; never who wrote it."""
        other = principal.id not in (draft.by, draft.eyes)
        role = self.rules.may(principal, REVIEW_IT, "document").allowed
        return other and self.may_see(principal, draft) and (role or principal.id == draft.owner)

    def _may_decide(self, by: Principal, draft: DocumentDraft) -> None:
        if not self.may_review(by, draft):
            raise Permanent("only its owner, or who may review documents, decides about a draft")

    def _facts(self, name: str, text: str, owner: str) -> dict[str, str]:
        document = read_document(name, text.encode())
        given = Source(name=HOUSE, readers="everyone")
        stands = settled(given, Told(owner=owner).as_json(), stated_of(document))
        fields = ("readers", "owner", "kept_by", "link", "status", "superseded_by", "work")
        told = {field: str(getattr(stands, field)) for field in fields}
        return {**told, "dated": stands.dated, "stale_on": stands.stale_on, "title": document.title}

    def _check(self, name: str, text: str, reason: str) -> None:
        if not _NAME.fullmatch(name):
            raise Permanent(
                "name it with small letters, digits, - and folders, with .md: runbooks/vpn.md"
            )
        if not reason.strip():
            raise Permanent("a draft needs a reason: whoever reviews it must learn it")
        if len(text) > LONGEST:
            raise Permanent(f"a document has {LONGEST:,} characters at most")
        stated = stated_of(read_document(name, text.encode()))
        if not stated.get("readers"):
            raise Permanent(
                "say who may read it: begin with --- and a line like “readers: everyone”"
            )
        if not settled(Source(name=HOUSE, readers="everyone"), {}, stated).readers:
            raise Permanent(f"nobody is meant by the readers {stated['readers']!r}: correct them")

    def _settle(self, draft: DocumentDraft, state: str, by: str, why: str, more: Json) -> None:
        """The decision and its ledger row: both, or none."""
        with writing(self.store, LOCK) as connection:
            self.house.settle_in(connection, draft, state, by, why)
            entry = self._entry(draft, f"document-{state}", by, more)
            self.ledger.record_in(connection, [entry])

    def _entry(self, draft: DocumentDraft, kind: str, by: str, more: Json) -> Entry:
        told: Json = {"by": by, "document": draft.name, "draft": draft.id, **more}
        return Entry(f"document/{draft.id}/{kind}", kind, self.clock.now(), told)
