"""Live situations: what is wrong now, one of them in full, and the noise report."""

from steersman.web.pages.situations.view import router

__all__ = ["router"]
