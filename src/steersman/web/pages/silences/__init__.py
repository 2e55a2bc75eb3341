"""What is held back: silences, maintenance windows, rules muted as noise, and inhibition."""

from steersman.web.pages.silences.view import router

__all__ = ["router"]
