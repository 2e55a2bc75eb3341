"""Jira Service Management Assets as items, and resolved Jira requests as documents (Cloud)."""

from steersman.connectors.jira_assets.connector import JiraAssetsType

connector_type = JiraAssetsType()
