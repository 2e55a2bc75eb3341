"""The composition root: settings in, everything wired.  The only package that sees connectors."""

from steersman.bootstrap.steersman import Steersman

__all__ = ["Steersman"]
