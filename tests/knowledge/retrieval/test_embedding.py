"""The real model, as set-up made it, against what is known of the published one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from steersman.knowledge.retrieval.embedding import MOST_WINDOWS, WIDTH, MiniLM, load


def cosine(model: MiniLM, one: str, other: str) -> float:
    return float(model.question(one) @ model.question(other))


def test_it_is_the_published_model(minilm: MiniLM) -> None:
    """0.943 is what its card says of these two; whole numbers change it in the second digit."""
    told = cosine(minilm, "That is a happy person", "That is a very happy person")
    assert told == pytest.approx(0.943, abs=0.015)


def test_like_meanings_lie_nearer_than_unlike_ones(minilm: MiniLM) -> None:
    question = "My laptop does not switch on"
    near = cosine(minilm, question, "The notebook has no power")
    assert near > cosine(minilm, question, "The canteen opens at noon") + 0.2


def test_every_vector_has_length_one(minilm: MiniLM) -> None:
    (windows,) = minilm.texts(["certificate " * 400])
    assert np.linalg.norm(windows, axis=1) == pytest.approx(1.0, abs=1e-4)


def test_a_vector_does_not_depend_on_its_neighbours(minilm: MiniLM) -> None:
    alone = minilm.texts(["restart the tunnel"])[0]
    among = minilm.texts(["x", "restart the tunnel", "a much longer text " * 30])[1]
    assert (alone == among).all()


def test_a_long_text_is_read_in_windows_and_a_short_one_in_one(minilm: MiniLM) -> None:
    short, long, endless = minilm.texts(["one", "word " * 300, "word " * 20_000])
    assert short.shape == (1, WIDTH)
    assert len(long) == 3
    assert len(endless) == MOST_WINDOWS


def test_an_empty_text_has_a_vector_too(minilm: MiniLM) -> None:
    assert minilm.texts([""])[0].shape == (1, WIDTH)
    assert minilm.texts([]) == []


def test_the_name_tells_one_network_from_another(minilm: MiniLM) -> None:
    assert minilm.name.startswith("minilm-")


def test_without_its_files_there_is_no_model_and_a_sentence_with_the_mend(tmp_path: Path) -> None:
    model, why = load(tmp_path)
    assert model is None
    assert str(tmp_path) in why
    assert "make setup" in why
