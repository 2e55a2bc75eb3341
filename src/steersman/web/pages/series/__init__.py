"""Watched series: the list with its lines, the explorer of one, and what is watched."""

from steersman.web.pages.series.view import router

__all__ = ["router"]
