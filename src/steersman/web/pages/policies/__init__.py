"""Policies and limits: read them, try a change on past decisions, propose it."""

from steersman.web.pages.policies.view import router

__all__ = ["router"]
