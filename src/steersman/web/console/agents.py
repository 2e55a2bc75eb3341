"""A browser by the name that people know it by, from what it says of itself (RFC 9110, 10.1.5)."""

from __future__ import annotations

# In this order: most say that they are Chrome, Safari and Mozilla too.
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "FxiOS/": "Firefox"}
_BROWSERS |= {"Chrome/": "Chrome", "CriOS/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {"Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad"}
_SYSTEMS |= {"CrOS": "ChromeOS", "Mac OS X": "macOS", "Linux": "Linux"}
LONGEST = 60


def browser_of(agent: str) -> str:
    """“Firefox on Windows”; what nobody knows stays as it is, shortened."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in agent), "")
    known = " on ".join(filter(None, (browser, system)))
    if browser and agent.startswith("Mozilla/"):
        return known
    return agent if len(agent) <= LONGEST else f"{agent[: LONGEST - 1]}…"
