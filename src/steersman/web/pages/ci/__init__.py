"""The CMDB: what there is, and everything that is known of one item."""

from steersman.web.pages.ci.view import router

__all__ = ["router"]
