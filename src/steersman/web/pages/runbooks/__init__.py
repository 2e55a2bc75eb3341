"""Runbooks: read them, print them, rehearse and start them, and bring a new version in force."""

from steersman.web.pages.runbooks.view import router

__all__ = ["router"]
