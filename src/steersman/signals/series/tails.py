"""How rare a deviation is: each channel's own tail, so that channels and series can be compared.

A channel's deviations keep a quantile (the size that 1.5 % exceed) and the mean excess above it.
Beyond the quantile the tail is taken as exponential, so that a deviation becomes a minus log10
probability whatever the unit of the series (peaks over threshold; Pickands 1975).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

SHARE = 0.015  # of the deviations lie above the quantile
HIGHEST = 12.0  # minus log10 probability; beyond it the tail says nothing
WARM_UP = 50  # deviations before a channel speaks
PER_DECADE = 0.434  # log10(e): an excess of one mean excess is e times rarer
STEP, MEMORY, EXCESS_MEMORY = 0.02, 0.002, 0.015  # the lowest gains
SETTLED = 2500  # deviations after which both gains have reached their lowest
OUTLIER = 8.0  # mean excesses; a larger one teaches no more than this


class Tails:
    """One tail for each of ``channels``; constant state."""

    __slots__ = ("exceeded", "excess", "mean", "quantile", "seen")

    def __init__(self, channels: int) -> None:
        self.seen = [0] * channels
        self.mean = [0.0] * channels
        self.quantile = [0.0] * channels
        self.exceeded = [0] * channels
        self.excess = [0.0] * channels

    def update(self, residuals: Sequence[float | None]) -> list[float]:
        """Minus log10 probabilities of those that stand out, in no order; then learns.

        ``residuals``: one for each channel, ``None`` where it has nothing to say yet.
        """
        rare: list[float] = []
        seen, mean, quantile = self.seen, self.mean, self.quantile
        for channel, residual in enumerate(residuals):
            if residual is None:
                continue
            size = residual if residual >= 0.0 else -residual
            count = seen[channel]
            seen[channel] = count + 1
            if count >= SETTLED:
                gain, step = MEMORY, STEP
            else:
                gain, step = max(MEMORY, 1.0 / (count + 1)), max(STEP, (count + 1) ** -0.5)
            average = mean[channel] + (size - mean[channel]) * gain
            mean[channel] = average
            edge = quantile[channel]
            if size <= edge:
                edge -= step * average * SHARE
                quantile[channel] = edge if edge > 0.0 else 0.0
            else:
                quantile[channel] = edge + step * average * (1.0 - SHARE)
                rarity = self._exceeded(channel, count, size - edge)
                if count >= WARM_UP:
                    rare.append(rarity)
        return rare

    def _exceeded(self, channel: int, count: int, beyond: float) -> float:
        times, typical = self.exceeded[channel], self.excess[channel]
        rarity = -log10(min(SHARE, (times + 1.0) / (count + 1.0)))
        if times:
            rarity += PER_DECADE * beyond / max(typical, 1e-300)
        if times >= 20 and beyond > OUTLIER * typical:
            beyond = OUTLIER * typical
        self.excess[channel] = typical + (beyond - typical) * max(EXCESS_MEMORY, 1.0 / (times + 1))
        self.exceeded[channel] = times + 1
        return min(rarity, HIGHEST)
