"""A folder of files on the machine that reads it."""

from __future__ import annotations

from pathlib import Path

from steersman.knowledge.retrieval.corpus import Corpus
from steersman.knowledge.retrieval.settling import Told
from steersman.knowledge.sources.model import Trouble


class Folder:
    """Files say nothing about themselves but what stands in them."""

    def __init__(self, folder: Path) -> None:
        self._corpus = Corpus(folder)

    def names(self, trouble: Trouble) -> list[str]:
        return self._corpus.names(trouble)

    def read(self, name: str) -> bytes:
        return self._corpus.read(name)

    def told(self, name: str) -> Told:
        return Told()
