"""One score from two: how near the meaning is, and how much of what was asked stands there."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
MEANING = 0.55  # of the score; the rest is for words.  How it was chosen: docs/decisions
LEAD = 0.5  # of the meaning is that of how the document begins; the rest is the passage's own


class By(StrEnum):
    """What a search goes by: only an evaluation asks for one of the two alone."""

    WORDS = "words"
    MEANING = "meaning"
    BOTH = "both"


def fuse(words: Floats, meaning: Floats | None, by: By = By.BOTH) -> Floats:
    """``words`` alone where no model is there.  Between 0 and 1, but no probability."""
    if meaning is None or by is By.WORDS:
        return words
    if by is By.MEANING:
        return meaning
    return np.float32(MEANING) * meaning + np.float32(1 - MEANING) * words


def with_lead(passages: Floats, leads: Floats) -> Floats:
    """What a document is about counts beside what a passage says.

    The best of many windows alone would favour long documents, which have more of them.
    """
    return np.float32(LEAD) * leads + np.float32(1 - LEAD) * passages
