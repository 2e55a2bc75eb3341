"""Mail on Dovecot: end sessions, delegate a mailbox, answer for somebody who left."""

from steersman.connectors.dovecot.connector import connector_type as connector_type
