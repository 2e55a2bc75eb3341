"""Runbooks become work: what was given is looked up, and anything ambiguous is a question."""
