"""Cedar policies: shipped ones pass their tests, a bad file changes nothing, an error refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from steersman.domain.errors import Permanent
from steersman.domain.plan import Change, Plan
from steersman.governor.decision import Verdict
from steersman.governor.policies.files import USUAL, PolicyFiles
from steersman.governor.policies.rule import Policies, refusal, request
from steersman.governor.rehearsal import Rehearsal, Step
from tests.governor.test_guards import FACTS

PERMIT = '@id("p") permit (principal, action, resource);\n'


def ask(policies: Policies, **differs: Any) -> str | None:
    (answer,) = policies.ask([request({**USUAL, **differs}, "directory:x")])
    return refusal(answer)


@pytest.fixture
def files(tmp_path: Path) -> PolicyFiles:
    return PolicyFiles(tmp_path / "policies")


def test_the_shipped_policies_pass_their_own_tests(files: PolicyFiles) -> None:
    assert files.loaded.files == ("10-house-rules.cedar",)
    assert files.loaded.tests >= 7


def test_a_usual_request_is_allowed(files: PolicyFiles) -> None:
    assert ask(files.loaded.policies) is None


@pytest.mark.parametrize(
    "differs",
    [
        {"requester": ""},
        {"reversal": "none"},
        {"subject_status": "active"},
        {
            "requester": "system:obligations",
            "procedure": "leaver_final",
            "reversal": "none",
            "subject_status": "active",
        },
    ],
)
def test_what_is_forbidden_is_forbidden(files: PolicyFiles, differs: dict[str, Any]) -> None:
    why = ask(files.loaded.policies, **differs)
    assert why is not None
    assert "forbidden by" in why


def test_a_forbid_wins_over_any_number_of_permits() -> None:
    policies = Policies(PERMIT + "forbid (principal, action, resource) when {context.depth>0};")
    assert ask(policies) is None
    assert ask(policies, depth=1) is not None


def test_what_is_allowed_names_the_policy_that_permits_it(files: PolicyFiles) -> None:
    change = Change("directory:d-1", "sign-in", "enabled", "disabled")
    step = Step("s", Plan("account.disable@directory", (change,)))
    rehearsal = Rehearsal(work="REQ1", procedure="leaver", request="r", steps=(step,))
    told = files(rehearsal, replace(FACTS, work=replace(FACTS.work, requester="per_hr")))
    assert told is not None
    assert (told.verdict, told.reason) == (Verdict.ALLOW, "acts-for-known-procedures")


def test_without_a_permit_nothing_is_allowed() -> None:
    policies = Policies("forbid (principal, action, resource) when { context.depth > 9 };")
    assert ask(policies) == "no policy permits it"


def test_an_error_while_a_forbid_is_asked_refuses() -> None:
    """Overflow is an error at evaluation: a skipped forbid must not become an allow."""
    policies = Policies(
        PERMIT + "forbid (principal, action, resource) "
        "when { context.depth + 9223372036854775807 > 0 };"
    )
    why = ask(policies, depth=1)
    assert why is not None
    assert why.startswith("a policy failed")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("permit (principal, action", "do not parse"),
        (PERMIT + "forbid (principal,action,resource) when {context.colour==1};", "schema"),
        (PERMIT + 'forbid (principal,action,resource) when {context.depth=="x"};', "schema"),
    ],
)
def test_a_bad_file_is_refused_and_the_old_ones_stay(
    files: PolicyFiles, text: str, fault: str
) -> None:
    (files.folder / "20-bad.cedar").write_text(text)
    before = files.loaded
    with pytest.raises(Permanent, match=fault):
        files.reload()
    assert files.loaded is before
    assert ask(files.loaded.policies, subject_status="active") is not None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[test]]\nname = "n"\nexpect = "forbid"', "expects forbid"),
        ('[[test]]\nname = "n"\nexpect = "allow"\nrequester = ""', "expects allow"),
        ('[[test]]\nname = "n"\nexpect = "perhaps"', "'allow' or 'forbid'"),
        ('[[test]]\nname = "n"\nexpect = "allow"\ncolour = "red"', "which no policy sees"),
        ("[[test", "not TOML"),
    ],
)
def test_a_failing_test_keeps_the_old_policies(files: PolicyFiles, text: str, fault: str) -> None:
    (files.folder / "20-more.tests.toml").write_text(text)
    before = files.loaded
    with pytest.raises(Permanent, match=fault):
        files.reload()
    assert files.loaded is before


def test_a_good_new_file_counts_after_the_reload(files: PolicyFiles) -> None:
    rule = 'forbid (principal, action, resource) when { context.system == "directory" };'
    (files.folder / "20-more.cedar").write_text(rule)
    assert ask(files.loaded.policies) is None
    (files.folder / "10-house-rules.tests.toml").unlink()
    assert files.reload().files == ("10-house-rules.cedar", "20-more.cedar")
    assert ask(files.loaded.policies) is not None


def test_an_empty_folder_is_refused(files: PolicyFiles) -> None:
    (files.folder / "10-house-rules.cedar").unlink()
    with pytest.raises(Permanent, match="so nothing would be permitted"):
        files.reload()


def test_files_that_people_edited_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "own.cedar").write_text(PERMIT)
    assert PolicyFiles(tmp_path).loaded.files == ("own.cedar",)
