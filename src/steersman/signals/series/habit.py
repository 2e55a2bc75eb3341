"""What keeps happening stops being an anomaly, and one episode is told once."""

from __future__ import annotations

from math import exp2, log10

REST = 100  # points: one peak for each, and silence after a higher score
WEIGHT, SHARE = 8.0, 0.6  # what a habit takes, or of the height, for each decade of its times
YOUNG = 800.0  # is taken, divided by the points seen: after few of them everything is new
FAMILIAR, MOST_FAMILIAR = 2.0, 6.5  # what went the same way more often lately wakes nobody
ALIKE = 0.6  # a remembered peak counts when it is at least this share as high
HALF_LIFE, GROWTH = 1000.0, 0.05  # points; it grows with the age of the series
REMEMBERED = 128  # peaks


class Habit:
    """Remembers the peaks of a series and lowers what is like them."""

    __slots__ = ("heights", "places", "told_at", "told_score", "upwards")

    def __init__(self) -> None:
        self.heights: list[float] = []
        self.places: list[int] = []
        self.upwards: list[bool] = []
        self.told_at: list[int] = []
        self.told_score: list[float] = []  # falling: the highest of the last points first

    def weigh(self, place: int, height: float, upwards: bool = True) -> tuple[float, bool]:
        """What is left of ``height`` after the habit, and whether it tops the last points.

        ``place``: the number of the point in its series; ``upwards``: which way it went.
        """
        times, same_way = self._times(place, height, upwards)
        habit = max(WEIGHT, SHARE * height) * log10(1.0 + times)
        left = max(0.0, height - habit - YOUNG / (place + 1.0))
        if same_way > FAMILIAR:
            left = min(left, MOST_FAMILIAR)
        self._remember(place, height, upwards)
        return left, left > 0.0 and self._tops(place, left)

    def _times(self, place: int, height: float, upwards: bool) -> tuple[float, float]:
        """How often the like happened, the longer ago the less; and how often the same way."""
        half_life, least = HALF_LIFE + GROWTH * place, ALIKE * height
        before, times, same_way = place - REST, 0.0, 0.0
        for at, peak, way in zip(self.places, self.heights, self.upwards, strict=True):
            if peak >= least and at < before:
                weight = exp2((at - place) / half_life)
                times += weight
                if way is upwards:
                    same_way += weight
        return times, same_way

    def _remember(self, place: int, height: float, upwards: bool) -> None:
        heights, places, ways = self.heights, self.places, self.upwards
        if places and place - places[-1] < REST:
            if height > heights[-1]:
                heights[-1], places[-1], ways[-1] = height, place, upwards
            return
        heights.append(height)
        places.append(place)
        ways.append(upwards)
        if len(places) > REMEMBERED:
            del heights[0], places[0], ways[0]

    def _tops(self, place: int, left: float) -> bool:
        at, score = self.told_at, self.told_score
        while at and at[0] < place - REST:
            del at[0], score[0]
        tops = not score or left > score[0]
        while score and score[-1] <= left:
            at.pop()
            score.pop()
        at.append(place)
        score.append(left)
        return tops
