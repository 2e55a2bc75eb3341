"""Confluence Cloud: the pages of spaces are read as documents; nothing is ever changed there."""

from __future__ import annotations

from steersman.connectors.confluence.connector import ConfluenceType

connector_type = ConfluenceType()
