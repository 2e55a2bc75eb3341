"""What people hold: accounts, entitlements, sessions, devices, units, posts and shifts."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.accounts import AccountKind, EntitlementKind
from steersman.domain.assets import AssetState
from steersman.domain.errors import Permanent
from steersman.domain.sources import Source, Value
from steersman.records.accounts import Accounts
from steersman.records.assets import Assets
from steersman.records.entitlements import Entitlements
from steersman.records.field_changes import history
from steersman.records.on_call import OnCallRota
from steersman.records.organisation import OrgUnits, Positions
from steersman.records.people import People
from steersman.records.sessions import Sessions
from steersman.runtime.clock import ManualClock
from tests.fixtures.record import NOON, console

BY = "system:inventory"
DIRECTORY = Source(name="directory", recency=NOON)
MAILBOX = "mail:7f"


def see(accounts: Accounts, native_id: str, **more: Value) -> str:
    values: dict[str, Value] = {"system": "mail", "native_id": native_id, **more}
    account = f"mail:{native_id}"
    return accounts.add(values, by=BY, source=DIRECTORY, object_id=account).id


@pytest.fixture
def accounts(record: sa.Engine, noon: ManualClock) -> Accounts:
    return Accounts(record, noon)


@pytest.fixture
def entitlements(record: sa.Engine, noon: ManualClock) -> Entitlements:
    return Entitlements(record, noon)


@pytest.fixture
def sessions(record: sa.Engine, noon: ManualClock) -> Sessions:
    return Sessions(record, noon)


def test_an_account_belongs_to_a_person_or_to_nobody(accounts: Accounts, people: People) -> None:
    ann = people.add({"given_name": "Ann"}, by=BY, source=console())
    hers = see(accounts, "7f", person=ann.id, matched_by="employee_number, mail")
    shared = see(accounts, "8a", kind="shared", person=None)
    assert [account.id for account in accounts.of_person(ann.id)] == [hers]
    assert [account.id for account in accounts.unowned("mail")] == [shared]
    assert accounts.get(shared).kind is AccountKind.SHARED


def test_a_closed_account_is_no_open_question(accounts: Accounts) -> None:
    see(accounts, "8a", active=False)
    assert accounts.unowned("mail") == ()
    assert len(accounts.in_system("mail")) == 1


def test_looking_at_an_account_again_is_no_change_worth_an_audit_row(
    accounts: Accounts, record: sa.Engine
) -> None:
    account = see(accounts, "7f")
    before = history(record, "account", account)
    later = Source(name="directory", recency=NOON + 5)
    accounts.change(account, {"seen_at": NOON + 5}, by=BY, source=later)
    assert accounts.get(account).seen_at == NOON + 5
    assert history(record, "account", account) == before


def test_entitlements_follow_what_the_system_lists(entitlements: Entitlements) -> None:
    group = EntitlementKind.GROUP
    gained, lost = entitlements.observed(MAILBOX, group, ["a", "b"], by=BY)
    assert (sorted(gained), sorted(lost)) == (["a", "b"], [])
    gained, lost = entitlements.observed(MAILBOX, group, ["b", "c"], by=BY)
    assert (sorted(gained), sorted(lost)) == (["c"], ["a"])
    assert [held.value for held in entitlements.of_account(MAILBOX)] == ["b", "c"]
    assert entitlements.holders(group, "c") == (MAILBOX,)


def test_groups_do_not_touch_licences(entitlements: Entitlements) -> None:
    entitlements.observed(MAILBOX, EntitlementKind.LICENCE, ["office"], by=BY)
    entitlements.observed(MAILBOX, EntitlementKind.GROUP, [], by=BY)
    assert [held.value for held in entitlements.of_account(MAILBOX)] == ["office"]


def test_an_entitlement_that_comes_and_goes_leaves_its_history(
    entitlements: Entitlements, record: sa.Engine
) -> None:
    group = EntitlementKind.GROUP
    entitlements.observed(MAILBOX, group, ["a"], by=BY)
    held = entitlements.of_account(MAILBOX)[0]
    entitlements.observed(MAILBOX, group, [], by=BY)
    entitlements.observed(MAILBOX, group, ["a"], by=BY)
    values = [r for r in history(record, "entitlement", held.id) if r.field == "value"]
    assert [(r.before, r.after) for r in values] == [(None, "a"), ("a", None), (None, "a")]


def test_a_session_is_open_until_it_is_known_to_be_dead(
    sessions: Sessions, noon: ManualClock
) -> None:
    seen = sessions.seen(MAILBOX, "s1", NOON - 60, by=BY)
    noon.advance(30)
    sessions.seen(MAILBOX, "s1", NOON - 60, by=BY)
    assert [s.last_seen for s in sessions.open_of(MAILBOX)] == [NOON + 30]
    sessions.ended(seen.id, by=BY)
    assert sessions.open_of(MAILBOX) == ()
    assert sessions.get(seen.id).ended == NOON + 30


def test_a_session_that_is_seen_again_was_not_dead(sessions: Sessions, noon: ManualClock) -> None:
    seen = sessions.seen(MAILBOX, "s1", NOON, by=BY)
    sessions.ended(seen.id, by=BY)
    noon.advance(1)
    sessions.seen(MAILBOX, "s1", NOON, by=BY)
    assert [s.id for s in sessions.open_of(MAILBOX)] == ["mail:s1"]


def test_a_device_is_found_by_tag_and_by_holder(record: sa.Engine, noon: ManualClock) -> None:
    assets = Assets(record, noon)
    laptop = assets.add(
        {"tag": "A1", "state": "assigned", "assigned_to": "per_ann"}, by=BY, source=console()
    )
    assert assets.by_tag("A1") == laptop
    assert assets.held_by("per_ann") == (laptop,)
    assert laptop.state is AssetState.ASSIGNED
    assert assets.by_tag("A2") is None


def test_a_device_cannot_be_assigned_to_nobody(record: sa.Engine, noon: ManualClock) -> None:
    assets = Assets(record, noon)
    laptop = assets.add({"tag": "A1"}, by=BY, source=console())
    with pytest.raises(Permanent, match="assigned, but to nobody"):
        assets.change(laptop.id, {"state": "assigned"}, by=BY, source=console(NOON + 1))


def test_two_devices_cannot_have_one_tag(record: sa.Engine, noon: ManualClock) -> None:
    assets = Assets(record, noon)
    assets.add({"tag": "A1"}, by=BY, source=console())
    with pytest.raises(Permanent, match="in the record already"):
        assets.add({"tag": "A1"}, by=BY, source=console())


def test_units_know_their_head_and_their_children(record: sa.Engine, noon: ManualClock) -> None:
    units = OrgUnits(record, noon)
    top = units.add({"code": "IT", "head": "per_ann"}, by=BY, source=console())
    below = units.add({"code": "IT-1", "parent": top.id}, by=BY, source=console())
    assert units.headed_by("per_ann") == (top,)
    assert units.children_of(top.id) == (below,)


def test_a_post_without_a_holder_is_vacant(record: sa.Engine, noon: ManualClock) -> None:
    positions = Positions(record, noon)
    held = positions.add(
        {"code": "P1", "org_unit": "org_it", "holder": "per_ann"}, by=BY, source=console()
    )
    vacant = positions.add({"code": "P2", "org_unit": "org_it"}, by=BY, source=console())
    assert positions.held_by("per_ann") == (held,)
    assert positions.vacant_in("org_it") == (vacant,)


def test_a_shift_includes_its_start_and_excludes_its_end(
    record: sa.Engine, noon: ManualClock
) -> None:
    rota = OnCallRota(record, noon)
    shift = rota.add(
        {"service": "vpn", "person": "per_ann", "starts": NOON, "ends": NOON + 10},
        by=BY,
        source=console(),
    )
    assert rota.now("vpn") == rota.ahead_of("per_ann") == (shift,)
    noon.advance(10)
    assert rota.now("vpn") == rota.ahead_of("per_ann") == ()


def test_a_shift_cannot_end_before_it_starts(record: sa.Engine, noon: ManualClock) -> None:
    values: dict[str, Value] = {"service": "vpn", "person": "p", "starts": NOON, "ends": NOON}
    with pytest.raises(Permanent, match="ends before it starts"):
        OnCallRota(record, noon).add(values, by=BY, source=console())


def test_a_shift_needs_its_times(record: sa.Engine, noon: ManualClock) -> None:
    with pytest.raises(Permanent, match="starts: '' is not a number"):
        OnCallRota(record, noon).add({"service": "vpn"}, by=BY, source=console())
