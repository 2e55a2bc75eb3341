"""Paging: who is on call is told, again and by other ways, until somebody says they have it."""
