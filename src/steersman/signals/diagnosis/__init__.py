"""From a symptom to its cause: excess work and failures, followed along calls to where they begin.

No language model is asked: every sentence carries the numbers of the recording.
"""

from __future__ import annotations

from steersman.signals.diagnosis.graph import Graph
from steersman.signals.diagnosis.reading import Case, read_case
from steersman.signals.diagnosis.recording import Column, Metric, Recording, Target
from steersman.signals.diagnosis.verdict import Diagnosis, Finding, diagnose

__all__ = [
    "Case",
    "Column",
    "Diagnosis",
    "Finding",
    "Graph",
    "Metric",
    "Recording",
    "Target",
    "diagnose",
    "read_case",
]
