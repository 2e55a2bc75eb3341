"""Request Tracker 5 over its REST 2.0 API: assets, and resolved tickets as documents."""

from steersman.connectors.request_tracker.connector import RequestTrackerType

connector_type = RequestTrackerType()
