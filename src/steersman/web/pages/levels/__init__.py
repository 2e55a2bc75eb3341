"""Who may do what by itself, where, since when; and the kill switches."""

from steersman.web.pages.levels.view import router

__all__ = ["router"]
