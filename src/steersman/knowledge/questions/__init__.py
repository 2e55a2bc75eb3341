"""Questions in plain English, understood by fixed rules or not at all."""
