"""Watched expressions, the series each gives, their points and anomalies.  Times in seconds."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import text_column
from steersman.records.store import metadata

series_watches = sa.Table(
    "series_watches",
    metadata,
    text_column("name", key=True),
    text_column("system"),  # a declared one that measures
    text_column("expression"),
    sa.Column("step", sa.Double, nullable=False),  # between two points
    sa.Column("detect", sa.Boolean, nullable=False),
    sa.Column("capacity", sa.Double),  # the value that must not be reached
    sa.Column("falling", sa.Boolean, nullable=False),  # the capacity is a floor
    sa.Column("horizon", sa.Double, nullable=False),  # days ahead in which it is worth an alert
    text_column("unit"),
    text_column("added_by"),
    sa.Column("added_at", sa.Double, nullable=False),
    sa.Column("read_until", sa.Double),  # the newest moment that was asked for
    sa.Column("read_at", sa.Double),  # by our clock
    sa.Column("failed_at", sa.Double),  # since when it cannot be read
    text_column("failure"),
    info={"object_type": "series"},
)
series = sa.Table(
    "series",
    metadata,
    text_column("id", key=True),  # of the watch and the labels
    text_column("watch"),
    text_column("labels"),  # canonical JSON
    text_column("state"),  # the detector, as JSON; empty where nothing is detected
    sa.Column("seen", sa.Integer, nullable=False),  # points
    sa.Column("last_at", sa.Double, nullable=False),
    sa.Column("last_value", sa.Double, nullable=False),
    sa.Column("unusual_since", sa.Double),  # an anomaly that people were told of and is not over
    sa.Column("calm", sa.Integer, nullable=False),  # expected points since then, one after another
    text_column("episode"),  # the last anomaly, as JSON, which may still go on
    text_column("forecast"),  # JSON; empty: none was made
    sa.Column("forecast_at", sa.Double),
    sa.Column("full_since", sa.Double),  # since when the forecast is worth an alert
    sa.Index("series_by_watch", "watch"),
)
series_points = sa.Table(
    "series_points",
    metadata,
    text_column("series", key=True),
    sa.Column("at", sa.Double, primary_key=True),
    sa.Column("value", sa.Double, nullable=False),
    sa.Column("score", sa.Double, nullable=False),  # how unusual, 0 to 1
    sa.Column("low", sa.Double),  # where it was expected, before it was read
    sa.Column("high", sa.Double),
)
series_anomalies = sa.Table(
    "series_anomalies",
    metadata,
    text_column("id", key=True),
    text_column("series"),
    sa.Column("at", sa.Double, nullable=False),  # of its first point, of which the rest tells
    sa.Column("until", sa.Double, nullable=False),  # of its last point
    sa.Column("value", sa.Double, nullable=False),
    sa.Column("score", sa.Double, nullable=False),  # the highest
    sa.Column("low", sa.Double),
    sa.Column("high", sa.Double),
    text_column("reason"),
    sa.Column("told", sa.Boolean, nullable=False),  # whether it was worth an alert
    text_column("verdict"),  # "", "useful" or "not useful"
    text_column("judged_by"),
    sa.Column("judged_at", sa.Double),
    sa.Index("series_anomalies_by_series", "series", "at"),
)
series_tellings = sa.Table(
    "series_tellings",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    text_column("alert"),  # JSON: what the intake of alerts is still to be given
)
