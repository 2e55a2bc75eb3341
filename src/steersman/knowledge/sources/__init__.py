"""Where documents are read from: folders, repositories, systems, our own desk and own pages."""

from __future__ import annotations

from steersman.knowledge.sources.model import Holding

__all__ = ["Holding"]
