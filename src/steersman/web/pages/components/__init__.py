"""Every component in every state: what the pages are made of."""

from steersman.web.pages.components.view import router

__all__ = ["router"]
