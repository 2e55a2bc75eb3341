"""Handing files over on a real host: names as hostile as Linux allows."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from company.people import Employee, people
from company.services.hosts import SHARED, uid_of
from steersman.connectors.linux.files import HandOverFiles, HandOverParams
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import Plan
from tests.fixtures.hosts import RealHost

COLLEAGUE = people()[141]
HOSTILE = (b"-rf", b"$(touch pwned)", b"`id`", b"a;id", b"two\nlines", b"'\"", b"\xff\xfe", b"*")


@pytest.fixture
def hand_over(web1: RealHost) -> HandOverFiles:
    connector = web1.connector()
    return HandOverFiles("web1", connector.host, connector.settings)


def _params(leaver: Employee) -> HandOverParams:
    def account(person: Employee) -> str:
        return f"{uid_of(person)}/{person.login}"

    return HandOverParams(account=account(leaver), to=account(COLLEAGUE))


def _create(web1: RealHost, owner: Employee, names: Sequence[bytes], where: str) -> None:
    web1.host.run("mkdir", "-p", where)
    paths = b"".join(where.encode() + b"/" + name + b"\0" for name in names)
    web1.host.run("xargs", "-0", "touch", "--", stdin=paths)
    web1.host.run("xargs", "-0", "chown", "-h", str(uid_of(owner)), "--", stdin=paths)


def _owned(web1: RealHost, person: Employee, where: str) -> set[bytes]:
    found = web1.host.run("find", where, "-uid", str(uid_of(person)), "-printf", "%f\\0")
    return set(found.split(b"\0")[:-1])


def _done(hand_over: HandOverFiles, leaver: Employee) -> Plan:
    plan = hand_over.plan(_params(leaver))
    hand_over.apply(plan, key="1")
    return plan


def test_hostile_names_are_only_names(web1: RealHost, hand_over: HandOverFiles) -> None:
    leaver, where = people()[142], f"{SHARED}/hostile"
    _create(web1, leaver, HOSTILE, where)

    plan = _done(hand_over, leaver)

    assert hand_over.verify(plan)
    assert _owned(web1, COLLEAGUE, where) == set(HOSTILE)
    assert b"pwned" not in web1.host.run("find", "/home", SHARED, "/root", "-name", "*pwned")


@settings(max_examples=8, deadline=None)
@given(
    st.sets(
        st.binary(min_size=1, max_size=40).filter(
            lambda name: not set(name) & {0, 47} and name not in (b".", b"..")
        ),
        min_size=1,
        max_size=12,
    )
)
def test_any_name_goes_there_and_back(web1: RealHost, names: set[bytes]) -> None:
    leaver, where = people()[143], f"{SHARED}/any-{os.urandom(4).hex()}"
    _create(web1, leaver, sorted(names), where)
    connector = web1.connector(shared_directories=(where,))
    hand_over = HandOverFiles("web1", connector.host, connector.settings)

    plan = _done(hand_over, leaver)
    assert _owned(web1, COLLEAGUE, where) == names
    hand_over.undo(plan, key="1-undo")

    assert _owned(web1, leaver, where) == names
    connector.close()


def test_a_symbolic_link_changes_hands_and_its_target_does_not(
    web1: RealHost, hand_over: HandOverFiles
) -> None:
    leaver, where = people()[144], f"{SHARED}/links"
    web1.host.run("mkdir", where)
    web1.host.run("ln", "-s", f"/home/{leaver.login}", f"{where}/home")
    web1.host.run("chown", "-h", str(uid_of(leaver)), f"{where}/home")

    _done(hand_over, leaver)

    assert _owned(web1, COLLEAGUE, where) == {b"home"}
    home = web1.host.run("stat", "-c", "%u", f"/home/{leaver.login}")
    assert int(home) == uid_of(leaver)


def test_another_mount_below_is_not_entered(web1: RealHost, hand_over: HandOverFiles) -> None:
    leaver, where = people()[145], f"{SHARED}/mounted"
    web1.host.run("mkdir", where)
    web1.host.run("mount", "-t", "tmpfs", "tmpfs", where)
    _create(web1, leaver, [b"inside"], where)

    assert not hand_over.plan(_params(leaver)).changes


def test_content_group_and_mode_stay(web1: RealHost, hand_over: HandOverFiles) -> None:
    leaver, where = people()[146], f"{SHARED}/modes"
    _create(web1, leaver, [b"report"], where)
    web1.host.run("chmod", "640", f"{where}/report")
    before = web1.host.run("stat", "-c", "%g %a %s %Y", f"{where}/report")

    _done(hand_over, leaver)

    assert web1.host.run("stat", "-c", "%g %a %s %Y", f"{where}/report") == before


def test_a_setuid_program_stays_and_is_told(web1: RealHost, hand_over: HandOverFiles) -> None:
    leaver, where = people()[147], f"{SHARED}/setuid"
    _create(web1, leaver, [b"trap"], where)
    web1.host.run("chmod", "4755", f"{where}/trap")

    plan = hand_over.plan(_params(leaver))

    assert not plan.changes
    assert "1 setuid program(s)" in plan.warnings[0]


def test_a_file_taken_by_somebody_since_the_plan_stays_theirs(
    web1: RealHost, hand_over: HandOverFiles
) -> None:
    leaver, third, where = people()[148], people()[149], f"{SHARED}/taken"
    _create(web1, leaver, [b"one", b"two", b"gone"], where)
    plan = hand_over.plan(_params(leaver))
    web1.host.run("chown", str(uid_of(third)), f"{where}/one")
    web1.host.run("rm", f"{where}/gone")

    hand_over.apply(plan, key="1")

    assert _owned(web1, third, where) == {b"one"}
    assert _owned(web1, COLLEAGUE, where) == {b"two"}


def test_too_many_files_are_counted_and_asked_about(web1: RealHost) -> None:
    leaver, where = people()[150], f"{SHARED}/many"
    _create(web1, leaver, [b"%d" % number for number in range(11)], where)
    connector = web1.connector(file_limit=10)

    with pytest.raises(NeedsPerson, match="owns 11 files"):
        HandOverFiles("web1", connector.host, connector.settings).plan(_params(leaver))
    connector.close()


def test_a_shared_directory_that_is_missing_is_named(web1: RealHost) -> None:
    connector = web1.connector(shared_directories=("/srv/absent",))

    with pytest.raises(Permanent, match="/srv/absent is missing"):
        HandOverFiles("web1", connector.host, connector.settings).plan(_params(people()[151]))
    connector.close()
