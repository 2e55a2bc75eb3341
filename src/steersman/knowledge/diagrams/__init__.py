"""Diagrams as facts: which boxes there are, and which lines join them."""

from __future__ import annotations

from steersman.knowledge.diagrams.model import Diagram, Link, Node, Unread
from steersman.knowledge.diagrams.reading import mermaid_in, read_diagrams

__all__ = ["Diagram", "Link", "Node", "Unread", "mermaid_in", "read_diagrams"]
