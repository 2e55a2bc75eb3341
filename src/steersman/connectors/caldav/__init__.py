"""Calendars over CalDAV: hand meetings over, and tell the attendees by mail."""

from steersman.connectors.caldav.connector import connector_type as connector_type
