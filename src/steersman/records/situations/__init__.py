"""Situations: what people are told of, how each stands, and what was held back and why."""
