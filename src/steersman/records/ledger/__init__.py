"""The append-only record of what was decided and done, and how anybody can prove it whole."""
