"""The documents that are searched: read them, change those of our own, review changes."""

from steersman.web.pages.knowledge.view import router

__all__ = ["router"]
