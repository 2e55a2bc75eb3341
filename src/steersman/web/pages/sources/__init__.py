"""Where items and documents come from, how fresh each source is, and collecting from one."""

from steersman.web.pages.sources.view import router

__all__ = ["router"]
