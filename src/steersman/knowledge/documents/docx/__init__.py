"""DOCX: paragraphs, lists with their numbers and tables, as Word shows them."""

from __future__ import annotations

from steersman.knowledge.documents.docx.reader import read_docx

__all__ = ["read_docx"]
