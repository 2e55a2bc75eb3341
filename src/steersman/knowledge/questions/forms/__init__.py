"""The forms of a question, each read by its own function.  The first that fits is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from steersman.knowledge.queries.model import Query
from steersman.knowledge.questions.forms.dependence import (
    breaking,
    dependents,
    impact,
    needed,
    unneeded,
)
from steersman.knowledge.questions.forms.extremes import oldest, superlative
from steersman.knowledge.questions.forms.facts import fact, version_on, who, whose
from steersman.knowledge.questions.forms.lists import (
    check,
    count,
    count_on,
    held,
    listed,
    managed,
    most,
    owned,
    people,
)
from steersman.knowledge.questions.forms.moments import when
from steersman.knowledge.questions.nouns import Nouns

Form = Callable[[Nouns, int], Iterator[tuple[Query, int]]]
FORMS: tuple[Form, ...] = (
    *(count, count_on, most, impact, breaking, dependents, when, superlative, who, whose, fact),
    *(managed, held, owned, check, oldest, version_on, needed, unneeded, people, listed),
)
