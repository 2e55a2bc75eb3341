"""PDF: its text, read in a process of its own with limits, since a PDF is a program."""

from __future__ import annotations

from steersman.knowledge.documents.pdf.reader import read_pdf

__all__ = ["read_pdf"]
