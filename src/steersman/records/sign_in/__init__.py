"""Who may sign in to the console, what proves it, and the sessions that are open."""

from __future__ import annotations

from steersman.records.sign_in.sign_in import SignIn

__all__ = ["SignIn"]
