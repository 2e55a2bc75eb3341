"""Alerts in, few notifications out: what is unusual for its host, in time and with reasons."""
