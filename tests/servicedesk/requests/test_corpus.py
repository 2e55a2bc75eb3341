"""Every sentence of the corpus means what stands beside it."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from steersman.servicedesk.requests.doubts import NO_ORDER, Unclear
from steersman.servicedesk.requests.understand import Understood, understand
from tests.servicedesk.requests.landscape import VOCABULARY

Sentence = dict[str, Any]
CORPUS: list[Sentence] = tomllib.loads((Path(__file__).parent / "corpus.toml").read_text())[
    "sentence"
]


def those(expected: str) -> list[Sentence]:
    return [sentence for sentence in CORPUS if sentence["expect"] == expected]


def text_of(sentence: Sentence) -> str:
    return repr(sentence["text"])


@pytest.mark.parametrize("sentence", those("order"), ids=text_of)
def test_an_order_is_understood(sentence: Sentence) -> None:
    assert understand(sentence["text"], VOCABULARY) == Understood(
        intent=sentence.get("intent", "remove_access"),
        person_words=sentence["person"],
        systems=tuple(sentence.get("systems", ())),
        except_systems=tuple(sentence.get("except", ())),
        everything=sentence.get("everything", False),
    )


@pytest.mark.parametrize("sentence", those("not_an_order"), ids=text_of)
def test_what_is_no_order_makes_no_work(sentence: Sentence) -> None:
    found = understand(sentence["text"], VOCABULARY)
    if isinstance(found, Understood):
        assert found.negated
    else:
        assert found.doubt in NO_ORDER, found


@pytest.mark.parametrize("sentence", those("unclear"), ids=text_of)
def test_what_is_unclear_is_asked_back(sentence: Sentence) -> None:
    found = understand(sentence["text"], VOCABULARY)
    assert isinstance(found, Unclear), found
    assert found.doubt.value == sentence["doubt"], found
    assert found.question


def test_the_corpus_is_large_and_names_nothing_twice() -> None:
    texts = Counter(sentence["text"] for sentence in CORPUS)
    assert len(texts) >= 120
    assert [text for text, count in texts.items() if count > 1] == []
