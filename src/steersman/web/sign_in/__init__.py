"""Signing in to the console: who asks, proved by a cookie that only this server can have set."""
