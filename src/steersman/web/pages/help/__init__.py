"""Help: the way to the first automated leaver, the keys, and the documentation beside the pages."""

from steersman.web.pages.help.view import router

__all__ = ["router"]
