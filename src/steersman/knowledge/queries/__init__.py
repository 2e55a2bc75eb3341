"""Typed queries over the record: what is asked, exactly, and what is found."""
