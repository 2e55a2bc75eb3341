"""How good the record of configuration items is, and what to mend first."""

from steersman.web.pages.quality.view import router

__all__ = ["router"]
