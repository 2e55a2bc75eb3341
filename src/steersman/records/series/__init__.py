"""Watched series: what is measured again and again, what stood out, and what people said of it."""

from steersman.records.series.declared import Watch, Watches
from steersman.records.series.measured import Anomaly, Line, Measurements, Reading
from steersman.records.series.tables import series, series_anomalies, series_points, series_watches
from steersman.records.series.verdicts import Verdicts, Worth

__all__ = [
    "Anomaly",
    "Line",
    "Measurements",
    "Reading",
    "Verdicts",
    "Watch",
    "Watches",
    "Worth",
    "series",
    "series_anomalies",
    "series_points",
    "series_watches",
]
