"""People: the list, one person with everything that is known, and what a leaver would do."""

from steersman.web.pages.people.view import router

__all__ = ["router"]
