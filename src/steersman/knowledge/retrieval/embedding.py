"""The model that turns text into vectors: all-MiniLM-L6-v2, in whole numbers, on the processor.

``scripts/model`` makes its two files at set-up.  Where they are not, or onnxruntime is not
installed, search is by words alone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from steersman.knowledge.retrieval.wordpiece import WordPieces

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Vectors = npt.NDArray[np.float32]
NETWORK, VOCABULARY = "minilm.onnx", "vocab.txt"
WIDTH = 384
WINDOW, STRIDE = 126, 94  # word pieces of a passage that are read at once, and how far to the next
LEAD = 254  # of a document's beginning, and of a question: what the model was trained on
MOST_WINDOWS = 48  # of one text: what is longer than a chapter is a passage no more
MOST_CORES = 8
_BEGIN, _END = 101, 102


class Embedding(Protocol):
    """What search needs of a model.  ``name`` is kept with the vectors: another's are made anew."""

    @property
    def name(self) -> str: ...

    def texts(self, texts: Sequence[str]) -> list[Vectors]:
        """For each text its windows x ``WIDTH``, each row of length one."""
        ...

    def leads(self, texts: Sequence[str]) -> Vectors:
        """One vector for the beginning of each text."""
        ...

    def question(self, text: str) -> Vectors: ...


def load(folder: Path) -> tuple[Embedding | None, str]:
    """The model in ``folder``; or None, and why search has to do without, with the mend."""
    missing = [name for name in (NETWORK, VOCABULARY) if not (folder / name).is_file()]
    if missing:
        return None, f"the model is not in {folder} (make setup puts it there)"
    try:
        return MiniLM(folder), ""
    except ImportError as error:
        return None, f"{error.name} is not installed"


class MiniLM:
    """The model in ``folder``.  Runs on the processor only; holds some 200 MB."""

    def __init__(self, folder: Path) -> None:
        self._network = _network(folder / NETWORK)
        self._words = WordPieces.of_file(folder / VOCABULARY)
        self.name = f"minilm-{hashlib.sha256((folder / NETWORK).read_bytes()).hexdigest()[:12]}"

    def texts(self, texts: Sequence[str]) -> list[Vectors]:
        windows = [list(_windows(pieces)) for pieces in self._pieces(texts)]
        vectors = self._embed([window for of_text in windows for window in of_text])
        ends = np.cumsum([len(of_text) for of_text in windows])
        return np.split(vectors, ends[:-1]) if windows else []

    def leads(self, texts: Sequence[str]) -> Vectors:
        return self._embed([_lead(pieces) for pieces in self._pieces(texts)])

    def question(self, text: str) -> Vectors:
        return self._run(_lead(self._words.numbers(text)))

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        return [self._words.numbers(text) for text in texts]

    def _embed(self, windows: Sequence[list[int]]) -> Vectors:
        """One text a run, several runs at once.

        Texts in batches took twice the time of the processor: what flows through the network no
        longer fits its caches.
        """
        with ThreadPoolExecutor(min(MOST_CORES, os.cpu_count() or 1)) as cores:
            vectors = list(cores.map(self._run, windows))
        return np.array(vectors, np.float32).reshape(-1, WIDTH)

    def _run(self, window: list[int]) -> Vectors:
        vector: Vectors = self._network.run(None, {"input_ids": np.array([window])})[0][0]
        return vector


def _lead(pieces: list[int]) -> list[int]:
    return [_BEGIN, *pieces[:LEAD], _END]


def _windows(pieces: list[int]) -> Iterator[list[int]]:
    """Overlapping, so that no sentence is lost at an edge; an empty text has one too."""
    start = 0
    for _ in range(MOST_WINDOWS):
        yield [_BEGIN, *pieces[start : start + WINDOW], _END]
        if start + WINDOW >= len(pieces):
            return
        start += STRIDE


def _network(path: Path) -> InferenceSession:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    # Each run on one core: cores that wait for each other within a run spin, and on a busy machine
    # that took four times as long.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    # Without it memory of every length that was ever asked for is kept.
    options.enable_cpu_mem_arena = False
    return InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
