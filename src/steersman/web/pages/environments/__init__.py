"""Environments on request: what can be had, what stands, and until when."""

from steersman.web.pages.environments.view import router

__all__ = ["router"]
