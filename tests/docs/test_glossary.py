"""Every term of the product stands in the glossary, under the name that the code gives it."""

from __future__ import annotations

import re
from enum import Enum

import pytest

from steersman.capabilities.connector import Tier
from steersman.capabilities.contract import Capability, Reversal, Risk
from steersman.domain.roles import ROLES
from steersman.domain.work import Kind, Status
from steersman.governor.decision import Verdict
from steersman.governor.gates import GateVerdict
from steersman.records.desk.obligations import Obliged
from tests.docs.pages import Page, page, pages

GLOSSARY = page("docs/glossary.md")
TERMS = {title.lower() for title in GLOSSARY.headings()}
GUIDES = [one for one in pages() if one.name.startswith("docs/guide/")]
ITALIC = re.compile(r"(?<![\w*])\*([A-Za-z][\w -]+)\*(?!\*)")
ENUMS: list[type[Enum]] = [Kind, Status, Verdict, Risk, Reversal, Tier, GateVerdict, Obliged]


def words_of(member: Enum) -> str:
    return member.name.lower().replace("_", " ")


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_word_of_a_fixed_list_is_explained(kind: type[Enum]) -> None:
    text = GLOSSARY.text.lower()
    bare = re.sub(r"[*`]", "", text)
    assert [each.name for each in kind if not re.search(rf"\b{words_of(each)}\b", bare)] == []


def test_every_role_is_explained() -> None:
    section = GLOSSARY.text.split("\n### Role\n")[1].split("\n### ")[0]
    assert [role for role in ROLES if f"`{role}`" not in section] == []


@pytest.mark.parametrize("one", GUIDES, ids=lambda one: one.path.stem)
def test_the_terms_in_headings_of_the_guide_are_explained(one: Page) -> None:
    """A term is written in italics or is one of the product's own; both need an entry."""
    said = {term.lower() for term in ITALIC.findall(one.prose)}
    assert said - singular_and_plural() == set()
    assert any(term in one.headings()[0].lower() for term in singular_and_plural())


def singular_and_plural() -> set[str]:
    return TERMS | {f"{term}s" for term in TERMS} | {f"{term[:-1]}ies" for term in TERMS}


def test_the_terms_stand_in_order() -> None:
    terms = [title.lower() for title in GLOSSARY.headings()[1:]]
    assert terms == sorted(terms)


def test_the_four_steps_of_a_capability_are_explained() -> None:
    section = GLOSSARY.text.split("\n### Capability\n")[1].split("\n### ")[0]
    assert [step for step in Capability.__abstractmethods__ if step not in section] == []
