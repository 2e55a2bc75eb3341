"""What needs the visitor, what is running, and what was done by itself today."""

from steersman.web.pages.overview.view import router

__all__ = ["router"]
