"""Self-healing: a situation that one runbook answers has it begun, and is followed to its proof."""

from steersman.servicedesk.healing.healing import Healing

__all__ = ["Healing"]
