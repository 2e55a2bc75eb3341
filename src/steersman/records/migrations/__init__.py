"""The shape of the database, version by version (Alembic).  ``draft`` writes the next one."""
