"""Mermaid: flowcharts, architecture and C4 diagrams, sequences and states."""

from __future__ import annotations

from steersman.knowledge.diagrams.mermaid.reader import HEAD, read_mermaid

__all__ = ["HEAD", "read_mermaid"]
