"""Slack: deactivate accounts over its SCIM API, end sessions over its Web API."""

from steersman.connectors.slack.connector import SlackType

connector_type = SlackType()
