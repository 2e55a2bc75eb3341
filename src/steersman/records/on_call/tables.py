"""Schedules, overrides, escalation policies, and how people are reached.  Times are in seconds."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import text_column
from steersman.records.store import metadata

on_call_schedules = sa.Table(
    "on_call_schedules",
    metadata,
    text_column("id", key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    text_column("service"),
    text_column("team", refers_to="org_units"),
    text_column("lead", refers_to="people"),
    text_column("time_zone"),
    text_column("layers"),  # canonical JSON
    text_column("needed"),  # canonical JSON
    text_column("members"),  # everybody in a layer or a coming override, a line each
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Index("on_call_schedules_by_service", "service"),
    info={"object_type": "on_call_schedule"},
)
on_call_overrides = sa.Table(
    "on_call_overrides",
    metadata,
    text_column("id", key=True),
    text_column("schedule", refers_to="on_call_schedules"),
    text_column("person", refers_to="people"),
    sa.Column("starts", sa.Double, nullable=False),
    sa.Column("ends", sa.Double, nullable=False),
    sa.Column("made_at", sa.Double, nullable=False),
    text_column("made_by"),
    text_column("reason"),
    sa.Index("on_call_overrides_by_schedule", "schedule", "ends"),
    sa.Index("on_call_overrides_by_person", "person", "ends"),
)
escalation_policies = sa.Table(
    "escalation_policies",
    metadata,
    text_column("id", key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    text_column("lead", refers_to="people"),
    text_column("steps"),  # canonical JSON
    sa.Column("repeat", sa.Integer, nullable=False),
    sa.Column("situations", sa.Boolean, nullable=False),  # whether it pages live situations
    sa.Column("revision", sa.Integer, nullable=False),
    info={"object_type": "escalation_policy"},
)
contact_methods = sa.Table(
    "contact_methods",
    metadata,
    text_column("id", key=True),
    text_column("person", refers_to="people"),
    text_column("kind"),  # mail, slack, matrix or webhook
    text_column("address"),  # of a mailbox, a homeserver or a receiver; empty: see the kind
    text_column("room"),  # of Matrix
    text_column("secret"),  # env:NAME or file:PATH, never the secret itself
    sa.Column("place", sa.Integer, nullable=False),  # the lowest is tried first
    sa.Index("contact_methods_by_person", "person", "place"),
    info={"object_type": "contact_method"},
)
quiet_hours = sa.Table(
    "quiet_hours",
    metadata,
    text_column("person", key=True),
    text_column("time_zone"),
    text_column("opens"),
    text_column("closes"),
    text_column("days"),  # "0,1,2": Monday, Tuesday, Wednesday
)
