"""Watched series: new points are read once each, scored, and what stands out becomes an alert."""

from steersman.signals.watching.watching import Tried, Watching

__all__ = ["Tried", "Watching"]
