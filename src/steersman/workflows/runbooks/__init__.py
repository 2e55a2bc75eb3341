"""Runbooks: Markdown that people read, print and rehearse, and that runs like every procedure."""
