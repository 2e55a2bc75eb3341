"""Amounts as people say them: three digits at most, each with its unit."""

from __future__ import annotations

from steersman.signals.diagnosis.recording import Metric


def seconds(value: float) -> str:
    """``54 ms``, ``3.2 s``, ``1,240 s``."""
    if abs(value) < 0.9995:
        return f"{short(value * 1000)} ms"
    return f"{short(value)} s"


def percent(share: float) -> str:
    """``0.4 %``, ``93 %``."""
    return f"{short(share * 100)} %"


def short(value: float) -> str:
    """Three significant digits; whole above a hundred."""
    if abs(value) >= 99.95:
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    return "0" if float(text) == 0 else f"{float(text):f}".rstrip("0").rstrip(".")


def count(number: float, noun: str) -> str:
    """``1 request``, ``2,300 requests``."""
    whole = round(number)
    return f"{whole:,} {noun}" if whole == 1 else f"{whole:,} {noun}s"


def lost(value: float, metric: Metric) -> str:
    """What an excess is: extra seconds of work, or requests that failed."""
    if metric is Metric.LATENCY:
        return f"{seconds(value)} of extra work"
    return f"{count(value, 'more failed request')}"


def minutes(span: float) -> str:
    """``15 min``, ``40 s``, ``3 h``."""
    if span < 90:
        return f"{short(span)} s"
    return f"{short(span / 60)} min" if span < 7200 else f"{short(span / 3600)} h"
