"""Configuration items and relations brought in from a file, with a preview."""

from steersman.web.pages.item_imports.view import router

__all__ = ["router"]
