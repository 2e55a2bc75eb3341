"""Pages under way and each of their deliveries.  Times are seconds since 1970."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import text_column
from steersman.records.store import metadata

pages = sa.Table(
    "pages",
    metadata,
    text_column("id", key=True),  # PAGE0000012
    sa.Column("seq", sa.Integer, nullable=False, unique=True),
    text_column("subject"),  # what it is about: the key of its timeline
    text_column("policy"),
    text_column("policy_name"),
    text_column("title"),
    text_column("text"),
    sa.Column("urgent", sa.Boolean, nullable=False),
    text_column("state"),  # open, acknowledged or resolved
    text_column("steps"),  # canonical JSON: those of the policy when the page began
    sa.Column("repeat", sa.Integer, nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("step", sa.Integer, nullable=False),  # the next one, from 0
    sa.Column("next_at", sa.Double),  # when it is due; None: none is
    sa.Column("opened_at", sa.Double, nullable=False),
    text_column("opened_by"),
    sa.Column("acknowledged_at", sa.Double),
    text_column("acknowledged_by"),
    sa.Column("resolved_at", sa.Double),
    text_column("resolved_by"),
    sa.Column("exhausted_at", sa.Double),  # every step was gone through in vain
    sa.Column("reached", sa.Boolean, nullable=False),  # some delivery was taken
    text_column("readers"),  # who was paged, in lines like those of a document
    sa.Index("pages_by_state", "state", "next_at"),
    sa.Index("pages_by_subject", "subject"),
    info={"object_type": "page"},
)
page_deliveries = sa.Table(
    "page_deliveries",
    metadata,
    text_column("id", key=True),  # PAGE0000012/round.step/person/place: also the message's key
    text_column("page", refers_to="pages"),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    text_column("person"),  # empty: a webhook of the policy, or nobody
    sa.Column("place", sa.Integer, nullable=False),  # of the method among the person's
    text_column("method"),  # canonical JSON of it; empty: there was none
    text_column("label"),  # what of the method is shown
    text_column("state"),  # waiting, sent, failed or dropped
    sa.Column("made_at", sa.Double, nullable=False),
    sa.Column("not_before", sa.Double, nullable=False),
    sa.Column("claimed_until", sa.Double, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("sent_at", sa.Double),
    text_column("detail"),  # why it failed, or why it waits
    sa.Index("page_deliveries_by_state", "state", "not_before"),
    sa.Index("page_deliveries_by_page", "page", "made_at"),
)
