"""What monitoring said: written down before it is acknowledged, and how each alert stands now."""

from steersman.records.alerts.store import Alerts, Kept, Looked, Received
from steersman.records.alerts.tables import alert_events, alerts

__all__ = ["Alerts", "Kept", "Looked", "Received", "alert_events", "alerts"]
