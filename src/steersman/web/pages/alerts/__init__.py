"""What monitoring says: what fires, of which groups, and the history of one alert."""

from steersman.web.pages.alerts.view import router

__all__ = ["router"]
