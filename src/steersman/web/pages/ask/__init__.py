"""Ask what is on record, in plain words."""

from steersman.web.pages.ask.view import router

__all__ = ["router"]
