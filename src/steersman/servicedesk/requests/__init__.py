"""Requests in people's own words: read by a small grammar, never by a language model."""
