"""Which account stands for a person in each system, and what is asked where that is not certain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from steersman.domain.errors import Permanent, Transient
from steersman.domain.identity import Candidate, Identifiers
from steersman.domain.work import QuestionKind
from steersman.governor.resolver import Landscape, Resolver

Confirmed = Mapping[tuple[str, str], tuple[bool, str]]
JANE = Identifiers(
    person="per_1", employee_number="1000", mail="jane@example.org", given_name="Jane"
)


@dataclass
class Accounts:
    """A finder that answers what it was given, and counts how often it is asked."""

    answer: tuple[Candidate, ...] = ()
    error: Exception | None = None
    asked: list[Identifiers] = field(default_factory=list)

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        self.asked.append(person)
        if self.error is not None:
            raise self.error
        return self.answer


def account(identity: str, marks: frozenset[str] = frozenset(), **known: str) -> Candidate:
    return Candidate(id=identity, label=identity, identifiers=known, marks=marks)


DIRECTORY = Accounts((account("d1", employee_number="1000", mail=JANE.mail, login="jdoe"),))


def resolver(
    links: Mapping[tuple[str, str], tuple[bool, str]] | None = None, **more: Any
) -> Resolver:
    sources = frozenset(more.pop("identity_sources", ("directory",)))
    through = more.pop("accounts_from", {})
    return Resolver(
        Landscape(
            registry={},
            finders=more,
            identify=lambda person: JANE,
            works_here=lambda person: True,
            links=lambda person: links or {},
            identity_sources=sources,
            accounts_from=through,
        )
    )


def test_a_login_proven_by_the_directory_proves_accounts_elsewhere() -> None:
    saas = Accounts((account("s1", mail=JANE.mail, login="jdoe"),))
    told = resolver(directory=DIRECTORY, saas=saas).account("saas", "per_1")
    assert told.resolved.account == "s1"
    assert told.resolved.proof == "mail and login"


def test_a_login_that_nothing_proves_does_not() -> None:
    saas = Accounts((account("s1", mail=JANE.mail, login="jdoe"),))
    told = resolver(directory=Accounts(), saas=saas).account("saas", "per_1")
    assert told.resolved.account == ""
    assert told.doubts == saas.answer


def test_each_system_is_asked_once_about_a_person() -> None:
    saas = Accounts()
    resolves = resolver(directory=DIRECTORY, saas=saas)
    resolves.account("saas", "per_1")
    resolves.account("saas", "per_1")
    assert len(saas.asked) == 1


def test_accounts_that_are_another_systems_logins_are_found_by_the_proven_login() -> None:
    mail = Accounts((account("m1", login="JDOE"), account("m2", login="other")))
    resolves = resolver(directory=DIRECTORY, mail=mail, accounts_from={"mail": "directory"})
    told = resolves.account("mail", "per_1")
    assert (told.resolved.account, told.doubts) == ("m1", ())
    assert told.resolved.proof == "the login that directory proves"


def test_a_silent_source_is_unreachable_and_no_question() -> None:
    mail = Accounts((account("m1", login="jdoe"),))
    silent = Accounts(error=Transient("no answer"))
    resolves = resolver(directory=silent, mail=mail, accounts_from={"mail": "directory"})
    with pytest.raises(Transient):
        resolves.account("mail", "per_1")


def test_a_source_that_proves_nobody_is_a_question() -> None:
    twice = Accounts((*DIRECTORY.answer, account("d2", employee_number="1000", mail=JANE.mail)))
    mail = Accounts((account("m1", login="jdoe"),))
    resolves = resolver(directory=twice, mail=mail, accounts_from={"mail": "directory"})
    told = resolves.account("mail", "per_1")
    assert told.resolved.account == ""
    assert told.doubts == mail.answer
    assert "no account is proven" in told.reason


def test_a_login_proven_elsewhere_does_not_stand_for_the_named_source() -> None:
    """Two directories, two logins: the mail accounts come from the one that knows nobody."""
    mail = Accounts((account("m1", login="jdoe"),))
    resolves = resolver(
        directory=DIRECTORY,
        branch=Accounts(),
        mail=mail,
        identity_sources=("branch", "directory"),
        accounts_from={"mail": "branch"},
    )
    assert resolves.account("mail", "per_1").resolved.account == ""


def test_each_source_proves_the_login_of_its_own_systems() -> None:
    branch = Accounts((account("b1", employee_number="1000", mail=JANE.mail, login="jane2"),))
    mail = Accounts((account("m1", login="jdoe"), account("m2", login="jane2")))
    resolves = resolver(
        directory=Accounts((account("d1", employee_number="1000", mail=JANE.mail, login="jdoe"),)),
        abranch=branch,
        mail=mail,
        identity_sources=("abranch", "directory"),
        accounts_from={"mail": "directory"},
    )
    assert resolves.account("mail", "per_1").resolved.account == "m1"


@pytest.mark.parametrize(
    "same",
    [
        (account("m1", login="jdoe"), account("m2", login="jdoe")),
        (account("m1", frozenset({"shared"}), login="jdoe"),),
        (account("m1", login="jdoe", employee_number="2000"),),
    ],
)
def test_a_login_that_fits_but_is_not_one_persons_is_a_question(
    same: tuple[Candidate, ...],
) -> None:
    mail = Accounts(same)
    resolves = resolver(directory=DIRECTORY, mail=mail, accounts_from={"mail": "directory"})
    told = resolves.account("mail", "per_1")
    assert told.resolved.account == ""
    assert told.doubts == same


def test_no_account_with_the_proven_login_is_no_account() -> None:
    mail = Accounts((account("m2", login="other"),))
    resolves = resolver(directory=DIRECTORY, mail=mail, accounts_from={"mail": "directory"})
    told = resolves.account("mail", "per_1")
    assert (told.resolved.account, told.doubts) == ("", ())


def test_what_a_person_confirmed_goes_before_the_login() -> None:
    mail = Accounts((account("m1", login="jdoe"), account("m2", login="other")))
    links = {("mail", "m2"): (True, "per_9"), ("mail", "m1"): (False, "per_9")}
    resolves = resolver(links, directory=DIRECTORY, mail=mail, accounts_from={"mail": "directory"})
    assert resolves.account("mail", "per_1").resolved.account == "m2"


def test_a_confirmation_counts_in_its_own_system_only() -> None:
    saas = Accounts((account("d9"),))
    links = {("directory", "d9"): (True, "per_9")}
    assert resolver(links, directory=Accounts(), saas=saas).account("saas", "per_1").doubts


def test_our_own_record_needs_no_proof() -> None:
    assert resolver().account("record", "per_1").resolved.account == "per_1"


def test_a_system_that_keeps_no_accounts_says_so() -> None:
    with pytest.raises(Permanent, match="keeps no accounts"):
        resolver().account("printer", "per_1")


def test_a_question_shows_the_candidates_side_by_side() -> None:
    saas = Accounts((account("s1", frozenset({"shared"}), mail=JANE.mail),))
    question = resolver(directory=Accounts(), saas=saas).account("saas", "per_1").question("a/1")
    assert question.kind is QuestionKind.IDENTITY
    assert question.blocking
    assert question.candidates == (
        {
            "id": "s1",
            "label": "s1",
            "name": "",
            "mail": JANE.mail,
            "active": "yes",
            "marks": "shared",
        },
    )
    assert "Jane (1000)" in question.text


def test_a_confirmation_of_one_of_several_accounts_goes_before_the_login() -> None:
    mail = Accounts((account("m1", login="jdoe"), account("m2", login="other")))
    links = {("mail", "m2"): (True, "per_9")}
    told = resolver(
        links, directory=DIRECTORY, mail=mail, accounts_from={"mail": "directory"}
    ).account("mail", "per_1")
    assert told.resolved.account == "m2"


def test_a_proven_account_without_a_login_proves_no_login() -> None:
    plain = Accounts((account("d1", employee_number="1000", mail=JANE.mail),))
    saas = Accounts((account("s1", employee_number="1000", mail=JANE.mail),))
    told = resolver(directory=plain, saas=saas).account("saas", "per_1")
    assert told.resolved.proof == "employee_number and mail"


def test_a_login_that_looks_like_the_mail_counts_once_the_directory_proves_it() -> None:
    directory = Accounts((account("d1", employee_number="1000", mail=JANE.mail, login="jane"),))
    saas = Accounts((account("s1", mail=JANE.mail, login="jane"),))
    told = resolver(directory=directory, saas=saas).account("saas", "per_1")
    assert told.resolved.account == "s1"
    unproven = resolver(directory=Accounts(), saas=saas).account("saas", "per_1")
    assert unproven.resolved.account == ""
