"""HTML as a person sees it: no scripts, nothing hidden, tables and lists as text."""

from __future__ import annotations

from steersman.knowledge.documents.html.reader import html_parts, read_html

__all__ = ["html_parts", "read_html"]
