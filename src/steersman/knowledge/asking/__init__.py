"""Asking the record and the documents: an answer with its sources, or none."""
