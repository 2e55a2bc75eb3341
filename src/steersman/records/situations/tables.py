"""Situations, what belongs to them, and what is held back.  Times are seconds since 1970."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import JSON, text_column
from steersman.records.store import metadata

situations = sa.Table(
    "situations",
    metadata,
    text_column("number", key=True),  # of the incident, which is a work item of the same number
    text_column("title"),
    text_column("severity"),
    text_column("state"),  # open, acknowledged, resolved
    text_column("owner", refers_to="people"),
    text_column("pipeline"),  # the name that the alert pipeline gave it; empty: declared
    sa.Column("hosts", JSON, nullable=False),
    sa.Column("items", JSON, nullable=False),  # configuration items that alert, by id
    sa.Column("names", JSON, nullable=False),  # of the alerts
    sa.Column("reasons", JSON, nullable=False),  # why people are told
    sa.Column("causes", JSON, nullable=False),  # the probable ones, the first the likeliest
    sa.Column("crowd", sa.Boolean, nullable=False),  # it stands for several that began at once
    sa.Column("opened_at", sa.Double, nullable=False),
    sa.Column("first_at", sa.Double, nullable=False),  # of its first alert
    sa.Column("last_at", sa.Double, nullable=False),  # when the last alert of it came
    sa.Column("told_at", sa.Double),
    sa.Column("untold", sa.Integer, nullable=False),  # what joined since, and is to be told
    sa.Column("over_since", sa.Double),  # since when all its alerts are over
    sa.Column("acknowledged_at", sa.Double),
    sa.Column("resolved_at", sa.Double),
    text_column("resolved_by"),
    text_column("merged_into"),
    sa.Column("alerts", sa.Integer, nullable=False),
    sa.Column("firing", sa.Integer, nullable=False),
    sa.Column(
        "host_count", sa.Integer, nullable=False
    ),  # of all; ``hosts`` holds the first of them
    sa.Column("kind_count", sa.Integer, nullable=False),  # names of alerts
    sa.Index("situations_by_state", "state", "opened_at"),
    sa.Index("situations_by_resolution", "resolved_at"),
    sa.Index("situations_by_opening", "opened_at"),
    sa.Index("situations_by_pipeline", "pipeline"),
    info={"object_type": "situation"},
)
situation_alerts = sa.Table(
    "situation_alerts",
    metadata,
    text_column("situation", key=True),
    text_column("alert", key=True),
    sa.Column("joined_at", sa.Double, nullable=False),
    text_column("why"),
    sa.Column("opening", sa.Boolean, nullable=False),  # people were told because of it
    sa.Index("situation_alerts_by_alert", "alert"),
    sa.Index("situation_alerts_by_time", "situation", "joined_at"),
)
situation_events = sa.Table(
    "situation_events",  # the timeline, which writes itself
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    text_column("situation"),
    sa.Column("at", sa.Double, nullable=False),
    text_column("kind"),
    text_column("by"),
    text_column("text"),
    sa.Index("situation_events_of", "situation", "seq"),
)
situation_verdicts = sa.Table(
    "situation_verdicts",  # what people said of a situation, for each rule that made it
    metadata,
    text_column("situation", key=True),
    text_column("person", key=True),
    text_column("rule", key=True),  # the alert's name
    sa.Column("useful", sa.Boolean, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    text_column("note"),
    sa.Index("situation_verdicts_by_rule", "rule", "at"),
)
mutes = sa.Table(
    "mutes",
    metadata,
    text_column("id", key=True),
    text_column("kind"),  # silence, maintenance, noise
    sa.Column("matchers", JSON, nullable=False),  # as they are spelled
    sa.Column("items", JSON, nullable=False),  # of a maintenance window, by id
    sa.Column("since", sa.Double, nullable=False),
    sa.Column("until", sa.Double, nullable=False),
    text_column("every"),  # day, week or nothing
    text_column("why"),
    text_column("by"),
    sa.Column("made_at", sa.Double, nullable=False),
    sa.Column("ended_at", sa.Double),
    text_column("ended_by"),
    sa.Column("settled", sa.Boolean, nullable=False),  # what it held was looked at when it ended
    sa.Index("mutes_by_settled", "settled", "until"),
    info={"object_type": "silence"},
)
inhibition_rules = sa.Table(
    "inhibition_rules",
    metadata,
    text_column("id", key=True),
    sa.Column("source", JSON, nullable=False),
    sa.Column("target", JSON, nullable=False),
    sa.Column("equal", JSON, nullable=False),
    text_column("why"),
    text_column("by"),
    sa.Column("made_at", sa.Double, nullable=False),
    sa.Column("ended_at", sa.Double),
    text_column("ended_by"),
    sa.Index("inhibition_rules_by_end", "ended_at"),
    info={"object_type": "inhibition_rule"},
)
held_alerts = sa.Table(
    "held_alerts",  # each event that was held back; nothing is deleted
    metadata,
    sa.Column("event", sa.Integer, primary_key=True, autoincrement=False),
    text_column("alert"),
    text_column("kind"),  # silence, maintenance, noise, inhibition
    text_column("holder"),  # the id of the silence or rule
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("released_at", sa.Double),
    sa.Index("held_alerts_by_holder", "holder", "released_at"),
    sa.Index("held_alerts_by_alert", "alert", "event"),
    sa.Index("held_alerts_by_time", "at"),
)
situation_worker = sa.Table(
    "situation_worker",  # how far the stored alerts were judged, and all that was learned by it
    metadata,
    text_column("name", key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("state", sa.LargeBinary),
)
