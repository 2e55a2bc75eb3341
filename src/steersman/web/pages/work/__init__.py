"""The queue of work, one work item with its timeline, and the page to ask for something."""

from steersman.web.pages.work.view import router

__all__ = ["router"]
