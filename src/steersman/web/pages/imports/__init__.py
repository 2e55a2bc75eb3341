"""Bringing people in from a list: first what would change, then exactly that."""

from steersman.web.pages.imports.view import router

__all__ = ["router"]
