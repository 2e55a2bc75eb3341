"""Alerts and what was said of them.  Times are seconds since 1970."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import text_column
from steersman.records.store import metadata

alerts = sa.Table(
    "alerts",
    metadata,
    text_column("id", key=True),  # the fingerprint: name, host and identity labels
    text_column("name"),
    text_column("host"),
    text_column("ip"),
    text_column("severity"),
    text_column("text"),
    text_column("source"),  # which door it came through, such as "alertmanager"
    text_column("link"),  # where the sender shows it
    text_column("labels"),  # canonical JSON
    text_column("status"),  # firing or resolved
    sa.Column("changed_at", sa.Double, nullable=False),  # of the status, by the sender's clock
    sa.Column("expires_at", sa.Double),  # when a silent sender means that it is over
    sa.Column("first_at", sa.Double, nullable=False),
    sa.Column("heard_at", sa.Double, nullable=False),  # by our clock
    sa.Column("sendings", sa.Integer, nullable=False),
    sa.Column("episodes", sa.Integer, nullable=False),  # how often it began
    sa.Index("alerts_by_status", "status", "changed_at"),
    sa.Index("alerts_by_host", "host", "name"),
    info={"object_type": "alert"},
)
alert_events = sa.Table(
    "alert_events",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("said", sa.Text, nullable=False, unique=True),  # the same for every sending of it
    text_column("alert"),
    text_column("status"),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("received_at", sa.Double, nullable=False),
    text_column("source"),
    text_column("text"),
    sa.Index("alert_events_by_alert", "alert", "seq"),
    sa.Index("alert_events_by_time", "received_at"),
)
