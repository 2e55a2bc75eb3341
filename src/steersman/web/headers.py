"""The headers that every answer carries, unless its handler says something else.

A page says more exactly what it may load: see ``console/render.py``.
"""

from __future__ import annotations

POLICY = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
# A browser that came by https once never asks by http again (RFC 6797).
ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


def headers_for(address: str) -> dict[str, str]:
    """``address``: where the console is reached, as the settings say."""
    return ALWAYS | ONLY_HTTPS if address.startswith("https://") else ALWAYS
