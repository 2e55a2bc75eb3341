"""What Terraform built: resources of its state, and what depends on what."""

from steersman.connectors.terraform.connector import connector_type as connector_type
