"""R3.1: nothing is done to the wrong person, checked on complete dumps of every outside server."""

from __future__ import annotations

from tests.acceptance.conftest import Story
from tests.acceptance.outside import Thing


def planned_words(story: Story) -> str:
    """Everything that the approved rows name, each id closed off on both sides."""
    rows = [row for plan in story.plans for row in plan]
    cells = [cell for row in rows for cell in (row.target, row.attribute) if cell]
    return " ".join(cells)


def is_named(thing: Thing | None, words: str, accounts: set[str]) -> bool:
    """The row names this object by an id that nothing else has, or it is the leaver's own."""
    return thing is not None and any(one in words or one in accounts for one in thing.ids)


def test_only_what_the_plan_named_differs_in_any_system(left: Story) -> None:
    words, own = planned_words(left), {left.who.employee_number, f"mail:{left.who.login}"}
    differing = left.before.differing(left.after)
    strangers = [
        name
        for name, (was, became) in differing.items()
        if not (is_named(was, words, own) or is_named(became, words, own))
    ]
    assert strangers == []
    systems = {name.partition("/")[0] for name in differing}
    assert systems == {
        "directory", "crm", "slack", "vpn", "web1", "gateway1", "calendar", "mail"
    }, "each system shows a difference, so the dumps do see what changes"  # fmt: skip


def test_the_namesakes_are_untouched_in_every_system(left: Story) -> None:
    assert left.namesakes
    for other in left.namesakes:
        was, became = (p.of(other.employee_number) for p in (left.before, left.after))
        assert {name.partition("/")[0] for name in was} >= {
            "directory",
            "crm",
            "slack",
            "web1",
            "mail",
        }
        assert was == became, other


def test_a_namesake_signs_in_everywhere(left: Story) -> None:
    """The benign twin: somebody else of that very name works on."""
    for other in left.namesakes:
        assert left.company.directory.can_sign_in(other.login, other.password)
        assert left.company.mail.can_sign_in(other.login, other.password)
        assert left.company.slack.state(f"W0{other.employee_number}") == {
            "active": True,
            "sessions": 2,
        }


def test_a_namesake_s_tunnel_still_carries_traffic(left: Story) -> None:
    numbers = {other.employee_number for other in left.namesakes}
    pages = [d.page() for d in left.company.gateway.devices if d.owner.employee_number in numbers]
    assert pages == ["200"]
