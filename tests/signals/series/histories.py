"""Made-up metrics by seed, each with what would make a detector of one kind of series fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from steersman.signals.series.detector import Detector

START = 1_700_000_000.0  # seconds since 1970
EVERY = 300.0  # seconds


def noise(count: int, seed: int = 1) -> list[float]:
    return list(np.random.default_rng(seed).normal(50.0, 5.0, count).tolist())


def daily(count: int, seed: int = 1) -> list[float]:
    """A day is 288 points long."""
    wave = 20 * np.sin(2 * np.pi * np.arange(count) / 288)
    return list((wave + np.random.default_rng(seed).normal(100.0, 2.0, count)).tolist())


def rhythm(count: int, seed: int = 1, period: int = 50) -> list[float]:
    """Up and down with edges, in a period that is no day."""
    square = 10.0 * (np.arange(count) // (period // 2) % 2)
    return list((square + np.random.default_rng(seed).normal(0.0, 0.2, count)).tolist())


def counter(count: int, seed: int = 1) -> list[float]:
    return list(np.cumsum(np.random.default_rng(seed).poisson(20.0, count)).astype(float).tolist())


def constant(count: int, seed: int = 1) -> list[float]:
    return [37.5] * count


def trend(count: int, seed: int = 1) -> list[float]:
    drawn = np.random.default_rng(seed).normal(0.0, 1.0, count)
    return list((0.01 * np.arange(count) + drawn).tolist())


def sparse(count: int, seed: int = 1) -> list[float]:
    return list((np.random.default_rng(seed).random(count) < 0.004).astype(float).tolist())


KINDS: Sequence[Callable[[int, int], list[float]]] = (
    noise, daily, rhythm, counter, constant, trend, sparse,
)  # fmt: skip


def scores(values: Sequence[float], detector: Detector | None = None) -> list[float]:
    """The scores of ``values`` at five-minute intervals."""
    update = (detector or Detector()).update
    return [update(START + EVERY * place, value) for place, value in enumerate(values)]
