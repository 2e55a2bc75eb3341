"""How near each passage is to a question in meaning: exact, every vector is looked at."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from steersman.knowledge.retrieval.fusion import with_lead
from steersman.knowledge.retrieval.held import Columns

Floats = npt.NDArray[np.float32]


def nearness(columns: Columns, question: Floats) -> Floats:
    """The cosine of each passage held: that of its nearest window, with its document's lead.

    Zero for a passage that was indexed without a model.
    """
    of_group = np.zeros(len(columns.windows), np.float32)  # the last one is that of no group
    if len(columns.vectors):
        of_group[:-1] = np.maximum.reduceat(columns.vectors @ question, columns.windows[:-1])
    nearest = of_group[columns.groups]
    if not len(columns.led):
        return nearest
    lead = np.full(columns.documents.max() + 1, np.nan, np.float32)
    lead[columns.led] = columns.leads @ question
    of_each = lead[columns.documents]
    return np.where(np.isnan(of_each), nearest, with_lead(nearest, of_each))
