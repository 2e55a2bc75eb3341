"""What is said of who may get in: "with access to the ERP", "in domain-admins", "can log in to"."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from steersman.knowledge.queries.model import Compare, Condition, Has, Op
from steersman.knowledge.questions.phrase import PEOPLE, Conditions, either, joint
from steersman.knowledge.questions.relating import Relating
from steersman.knowledge.questions.said import BE, HAVE, NOT

ACCOUNT, ENTITLEMENT = "account", "entitlement"
ACTIVE = Compare("active", Op.IS, True)  # nobody gets in by an account that is switched off
_ENTER = (
    *("access", "log in to", "log into", "log on to", "sign in to", "sign into", "get into"),
    *("login to", "logon to", "get on to"),
)
ACCESSES = (
    *("has access to", "have access to", "had access to", "having access to", "with access to"),
    *("has access in", "have access in", "with access in", "has access on", "have access on"),
    *("has got access to", "have got access to", "got access to", "gets access to"),
    *("allowed into", "allowed in", "entitled to", "permitted in", "with an account in"),
    *("with an account on", "has an account in", "have an account in", "has an account on"),
    *("have an account on", "with a login for", "has a login for", "have a login for"),
    *(f"{may}{enter}" for may in ("can ", "may ", "could ", "able to ", "") for enter in _ENTER),
)
_MEMBER = (
    *(
        "member of",
        "members of",
        "a member of",
        "part of",
        "belongs to",
        "belong to",
        "belonging to",
    ),
    *("in", "has", "have", "holds", "hold", "holding", "with", "got", "has got", "have got", "on"),
    *("assigned", "assigned to", "granted", "given", "inside", "listed in", "within"),
)


class Access(Relating):
    def _access(self, entity: str, at: int) -> Conditions:
        """ "(people) with access to the ERP", "(who) is in finance-share"."""
        if entity not in (PEOPLE, ACCOUNT):
            return
        begins = [at]
        while self.key(begins[-1]) in BE | {"also", "currently", "all"}:
            begins.append(begins[-1] + 1)
        for begin in begins:
            having = self.key(begin - 1) in NOT | HAVE  # "(people without) access to the ERP"
            for start in self.said(begin, *ACCESSES, *(("access to",) if having else ())):
                yield from self._many(partial(self._entered, entity), start)
            members = [*self.said(begin, *_MEMBER), *([begin] if begin > at else [])]
            for start in members:
                yield from self._many(partial(self._holding, entity), start)

    def _entered(self, entity: str, at: int) -> Conditions:
        for condition, end in self._entry(at):
            yield _through(entity, joint(ACTIVE, condition)), end

    def _holding(self, entity: str, at: int) -> Conditions:
        for condition, end in self._entitled(at):
            yield _through(entity, condition), end

    def members(self, at: int) -> Conditions:
        """Those who are in a group, or hold a role."""
        yield from self._many(partial(self._holding, PEOPLE), at)

    def _many(self, find: Callable[[int], Conditions], at: int) -> Conditions:
        """One thing, or several: "vpn-users and domain-admins"."""
        for condition, end in find(at + (self.key(at) == "both")):
            yield condition, self.reach(end)
            joins = {"and": joint, "or": either}
            if self.key(end) in joins:
                for more, after in self._many(find, end + 1):
                    yield joins[self.key(end)](condition, more), after

    def _entry(self, at: int) -> Conditions:
        """A system, or a group, role or licence; where one word is both, either will do."""
        at = self.past_determiners(at)
        systems = {end: said for said, end in self._system(at)}
        for condition, end in self._entitled(at):
            both_ = systems.pop(end, None)
            yield (either(both_, condition) if both_ else condition), end
        yield from ((said, end) for end, said in systems.items())

    def _system(self, at: int) -> Conditions:
        at += self.key(at) == "system"
        for said, end in self.lexicon.value_of(self.words, at, "system"):
            yield said, end + (self.key(end) == "system")

    def _entitled(self, at: int) -> Conditions:
        """ "the group vpn-users", "the vpn-users group"."""
        for noun, end in self.nouns(at):
            if noun.name and self.lexicon.is_a(noun.entity, ENTITLEMENT) and noun.condition:
                yield Has("entitlements", noun.condition), end
                for begin in self.said(end, "in", "of", "on"):  # "the role clerk in the ERP"
                    for system, after in self._system(self.past_determiners(begin)):
                        yield Has("entitlements", joint(noun.condition, system)), after


def _through(entity: str, condition: Condition) -> Condition:
    return condition if entity == ACCOUNT else Has("accounts", condition)
