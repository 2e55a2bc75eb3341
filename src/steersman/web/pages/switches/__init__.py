"""Kill switches thrown and released from any page."""

from steersman.web.pages.switches.view import router

__all__ = ["router"]
