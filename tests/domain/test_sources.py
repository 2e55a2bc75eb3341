from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.sources import (
    AUTHORITIES,
    Claim,
    Fields,
    Outcome,
    Source,
    Value,
    authority_for,
    reconcile,
    winner,
)


def claim(name: str, recency: float, **values: Value) -> Claim:
    source = Source(name=name, recency=recency)
    return Claim(source_name=name, source_native_key="7").hear(values, source)


def told(claims: list[Claim], name: str, recency: float, **values: Value) -> Outcome:
    """What happens when the last of ``claims`` has just been heard about an empty person."""
    current: dict[str, Value] = dict.fromkeys(values, "")
    return reconcile("person", current, claims, (values, Source(name=name, recency=recency)))


def test_hr_is_right_about_the_department_even_when_the_directory_speaks_later() -> None:
    claims = [claim("hr", 1, department="it"), claim("directory", 2, department="sales")]
    outcome = told(claims, "directory", 2, department="sales")
    assert [change.after for change in outcome.changes] == ["it"]
    assert outcome.kept[0].stays == "it"
    assert outcome.kept[0].why == "hr is authoritative for department"


def test_the_directory_is_right_about_the_mail_address() -> None:
    claims = [claim("directory", 1, mail="a@x.test"), claim("hr", 2, mail="b@x.test")]
    assert told(claims, "hr", 2, mail="b@x.test").changes[0].after == "a@x.test"


def test_an_empty_mail_address_is_silence() -> None:
    claims = [claim("directory", 1, mail=""), claim("hr", 2, mail="b@x.test")]
    assert told(claims, "hr", 2, mail="b@x.test").changes[0].after == "b@x.test"


def test_a_source_takes_its_own_word_back_when_nobody_else_has_one() -> None:
    said = claim("hr", 1, title="Clerk").hear({"title": ""}, Source(name="hr", recency=2))
    wanted: tuple[Fields, Source] = ({"title": ""}, Source(name="hr", recency=2))
    outcome = reconcile("person", {"title": "Clerk"}, [said], wanted)
    assert [change.after for change in outcome.changes] == [""]


def test_an_empty_end_date_of_hr_is_a_statement() -> None:
    claims = [claim("hr", 1, end_date=""), claim("console", 2, end_date="2026-12-31")]
    assert told(claims, "console", 2, end_date="2026-12-31").changes == ()


def test_only_the_console_and_hr_may_protect_a_person() -> None:
    claims = [claim("directory", 1, protected=True)]
    outcome = reconcile(
        "person",
        {"protected": False},
        claims,
        ({"protected": True}, Source(name="directory", recency=1)),
    )
    assert outcome.changes == ()
    assert outcome.kept[0].why == "only console or hr may set protected"


def test_among_sources_without_authority_the_newer_value_holds() -> None:
    claims = [claim("badge", 1, department="it"), claim("phone", 2, department="sales")]
    assert told(claims, "phone", 2, department="sales").changes[0].after == "sales"


def test_saying_an_old_value_again_does_not_make_it_newer() -> None:
    old = claim("badge", 1, department="it").hear(
        {"department": "it"}, Source(name="badge", recency=9)
    )
    claims = [old, claim("phone", 2, department="sales")]
    assert told(claims, "badge", 9, department="it").changes[0].after == "sales"


def test_a_late_message_does_not_take_back_what_the_same_source_said_since() -> None:
    heard = claim("hr", 5, title="Head").hear({"title": "Clerk"}, Source(name="hr", recency=3))
    assert heard.said["title"].value == "Head"
    outcome = told([heard], "hr", 3, title="Clerk")
    assert outcome.kept[0].why == "hr has told us newer about title already"


words = st.sampled_from(["", "a", "b", "c"])
messages = st.lists(
    st.tuples(st.sampled_from(["hr", "directory", "console"]), words, words),
    min_size=1,
    max_size=4,
)


@given(messages)
def test_the_order_in_which_messages_arrive_does_not_matter(
    said: list[tuple[str, str, str]],
) -> None:
    """Every message has a time of its own; listed sources differ in rank."""
    stamped = [(float(at), *message) for at, message in enumerate(said)]
    ends = set()
    for order in permutations(stamped):
        claims: dict[str, Claim] = {}
        for at, name, department, mail in order:
            before = claims.get(name, Claim(source_name=name, source_native_key="7"))
            values: dict[str, Value] = {"department": department, "mail": mail}
            claims[name] = before.hear(values, Source(name=name, recency=at))
        ends.add((_value("department", claims), _value("mail", claims)))
    assert len(ends) == 1


def _value(name: str, claims: dict[str, Claim]) -> Value:
    best = winner(name, claims.values(), authority_for("person", name, AUTHORITIES))
    return None if best is None else best.said[name].value
