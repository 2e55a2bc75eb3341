"""MediaWiki: the pages of a wiki are read as documents; nothing is ever changed there."""

from __future__ import annotations

from steersman.connectors.mediawiki.connector import MediaWikiType

connector_type = MediaWikiType()
