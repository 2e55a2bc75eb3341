"""The forms of a question, each read by its own function.  The first that fits is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from steersman.knowledge.queries.model import Query, both
from steersman.knowledge.questions.forms.about import about, contact, hosted, whereabouts
from steersman.knowledge.questions.forms.access import entitled
from steersman.knowledge.questions.forms.amounts import paid, price, rights, total, versions
from steersman.knowledge.questions.forms.besides import compared, either_first, which_of
from steersman.knowledge.questions.forms.dependence import (
    breaking,
    dependents,
    impact,
    needed,
    unneeded,
)
from steersman.knowledge.questions.forms.extremes import oldest, ranked, superlative
from steersman.knowledge.questions.forms.facts import fact, several_facts, version_on, who, whose
from steersman.knowledge.questions.forms.groups import (
    common,
    groups_with,
    leading,
    more_than,
    sized,
)
from steersman.knowledge.questions.forms.history import history, sources
from steersman.knowledge.questions.forms.lists import (
    anything,
    check,
    count,
    count_on,
    everything,
    held,
    listed,
    managed,
    most,
    owned,
    people,
)
from steersman.knowledge.questions.forms.measures import average, every, share
from steersman.knowledge.questions.forms.moments import when
from steersman.knowledge.questions.forms.networks import inside, network
from steersman.knowledge.questions.forms.spread import doer, kinds_of, spread
from steersman.knowledge.questions.forms.staff import anybody, reports
from steersman.knowledge.questions.forms.versus import versus
from steersman.knowledge.questions.nouns import Nouns

Form = Callable[[Nouns, int], Iterator[tuple[Query, int]]]


def _narrowed(form: Form) -> Form:
    """The same, with what is said behind it: "… has the most memory and is in production"."""

    def read(nouns: Nouns, at: int) -> Iterator[tuple[Query, int]]:
        for query, end in form(nouns, at):
            yield query, end
            begin = end + (nouns.key(end) == "and")
            for condition, after in nouns.modifiers(query.entity, begin):
                yield replace(query, where=both(query.where, condition)), after

    return read


FORMS: tuple[Form, ...] = (
    *(
        doer,
        rights,
        entitled,
        reports,
        compared,
        versus,
        which_of,
        either_first,
        more_than,
        count,
        count_on,
        sized,
        most,
        common,
        leading,
        average,
        share,
        every,
        total,
        price,
        paid,
        versions,
        kinds_of,
        spread,
        impact,
        breaking,
        dependents,
        when,
    ),
    *(
        history,
        sources,
        inside,
        network,
        _narrowed(ranked),
        _narrowed(superlative),
        who,
        whose,
        contact,
        whereabouts,
        hosted,
        several_facts,
        fact,
        managed,
        held,
        owned,
        check,
    ),
    groups_with,
    *(_narrowed(oldest), version_on, needed, unneeded, people, about, listed),
    anybody,
    _narrowed(anything),
    everything,
)
