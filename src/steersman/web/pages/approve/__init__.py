"""The page behind a mailed link: the plan, a yes and a no."""

from steersman.web.pages.approve.page import router

__all__ = ["router"]
