"""Dependencies: what breaks if something goes, as a list and as a drawing."""

from steersman.web.pages.graph.view import router

__all__ = ["router"]
