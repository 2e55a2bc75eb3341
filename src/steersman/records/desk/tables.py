"""The tables of the desk.  Times are seconds since 1970; JSON is kept as canonical text."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.store import metadata

work_items = sa.Table(
    "work_items",
    metadata,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, unique=True, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("requester", sa.Text, nullable=False, info={"refers_to": "people"}),
    sa.Column("vouched_by", sa.Text, nullable=False),  # who made the requester's token; empty: none
    sa.Column("subject", sa.Text, nullable=False, info={"refers_to": "people"}),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("params", sa.Text, nullable=False),
    sa.Column("caused_by", sa.Text, nullable=False),
    sa.Column("depth", sa.Integer, nullable=False),
    sa.Column("dedup_key", sa.Text, unique=True),  # the event behind it: seen twice, kept once
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),  # why it stands where it stands
    sa.Column("digest", sa.Text),  # of the plan that people are asked about
    sa.Column("opened_at", sa.Double, nullable=False),
    sa.Column("settled_at", sa.Double),
    sa.Index("ix_work_items_subject", "subject"),
    sa.Index("ix_work_items_status", "status", "seq"),
    sa.Index("ix_work_items_caused_by", "caused_by"),
    sa.Index("ix_work_items_procedure_opened", "procedure", "opened_at"),
    sa.Index("ix_work_items_opened", "opened_at"),
    sa.Index("ix_work_items_settled", "status", "settled_at"),
    sa.Index("ix_work_items_requester", "requester", "seq"),
    info={"object_type": "work_item"},
)
agenda = sa.Table(
    "agenda",  # what is due when: an approval, a deferral or a changed plan starts the next run
    metadata,
    sa.Column("run", sa.Text, primary_key=True),
    sa.Column("work", sa.Text, sa.ForeignKey("work_items.number"), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("due_at", sa.Double, nullable=False),
    sa.Column("started_at", sa.Double),
    sa.Column("ended_at", sa.Double),
    sa.Index("ix_agenda_open", "ended_at", "started_at"),
    sa.Index("ix_agenda_due", "started_at", "due_at"),
    sa.Index("ix_agenda_work", "work", "attempt"),
)
decisions = sa.Table(
    "decisions",  # one per run; the ledger holds each with its whole plan
    metadata,
    sa.Column("run", sa.Text, primary_key=True),
    sa.Column("work", sa.Text, sa.ForeignKey("work_items.number"), nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("needs", sa.Text, nullable=False),  # who must approve: [{count, role}]
    sa.Column("at", sa.Double, nullable=False),
    sa.Index("ix_decisions_work", "work"),
    sa.Index("ix_decisions_at", "at"),
)
approvals = sa.Table(
    "approvals",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("vouched_by", sa.Text, nullable=False),  # who made their token; empty: nobody else
    sa.Column("work", sa.Text, sa.ForeignKey("work_items.number"), nullable=False),
    sa.Column("given_at", sa.Double, nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),  # api, cli, mail
    sa.Column("not_before", sa.Double, nullable=False),  # seconds; 0: as soon as it may begin
    sa.Index("ix_approvals_work", "work"),
)
ask_backs = sa.Table(
    "ask_backs",  # what an approver wants to know first; the plan stays held meanwhile
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # work, plan, person and text: asked twice is once
    sa.Column("work", sa.Text, sa.ForeignKey("work_items.number"), nullable=False),
    sa.Column("digest", sa.Text, nullable=False),  # of the plan that was being read
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("asked_at", sa.Double, nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("answered_by", sa.Text),
    sa.Column("answered_at", sa.Double),
    sa.Index("ix_ask_backs_work", "work", "asked_at"),
    sa.Index("ix_ask_backs_open", "answered_at", "asked_at"),
)
questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # work, step and text: asked twice, kept once
    sa.Column("work", sa.Text, sa.ForeignKey("work_items.number"), nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("system", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("candidates", sa.Text, nullable=False),
    sa.Column("asked_at", sa.Double, nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("answered_by", sa.Text),
    sa.Column("answered_at", sa.Double),
    sa.Index("ix_questions_open", "answered_at", "asked_at"),
    sa.Index("ix_questions_work", "work"),
    info={"object_type": "question"},
)
account_links = sa.Table(
    "account_links",  # what a person confirmed about who owns an account
    metadata,
    sa.Column("system", sa.Text, primary_key=True),
    sa.Column("native_id", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("is_theirs", sa.Boolean, nullable=False),
    sa.Column("confirmed_by", sa.Text, nullable=False),
    sa.Column("confirmed_at", sa.Double, nullable=False),
)
obligations = sa.Table(
    "obligations",  # what is owed by when: the 15-minute clock is one
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("work", sa.Text, sa.ForeignKey("work_items.number"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # access_closed, start_work
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("due_at", sa.Double, nullable=False),
    sa.Column("starts", sa.Text, nullable=False),  # JSON of the work it starts; {} when none
    sa.Column("state", sa.Text, nullable=False),  # open, met, overdue, started, dropped
    sa.Column("closed_at", sa.Double),
    sa.Index("ix_obligations_due", "state", "due_at"),
    sa.Index("ix_obligations_work", "work"),
)
evidence = sa.Table(
    "evidence",  # written where the thing happened, never by hand
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # action_verified, access_revoked …
    sa.Column("capability", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("work", sa.Text, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("ix_evidence_kind", "kind", "at"),
    sa.Index("ix_evidence_capability", "capability", "at"),
    sa.Index("ix_evidence_work", "work", "kind"),
)
outbox = sa.Table(
    "outbox",  # notices to people, each kept until it was sent
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # the run that it is about
    sa.Column("work", sa.Text, sa.ForeignKey("work_items.number"), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("sent_at", sa.Double),
    sa.Column("note", sa.Text, nullable=False),
    sa.Index("ix_outbox_waiting", "sent_at", "at"),
)
