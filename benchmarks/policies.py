"""Policies for the benchmarks: one permit, the rest forbids that look at everything."""

from __future__ import annotations


def policies(count: int) -> str:
    """One permit and ``count - 1`` forbids that look at everything and do not match."""
    lines = ["permit (principal, action, resource);"]
    for n in range(count - 1):
        lines.append(
            "forbid (principal, action, resource) when { "
            f'context.capability == "cap.{n}" && context.risk > {n % 5} '
            f'&& context.requester != "desk-{n}" }};'
        )
    return "\n".join(lines)
