"""Appending and reading: every fact once, in order, on disk before anybody goes on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent, Transient
from steersman.records.ledger.careful import LOCK
from steersman.records.ledger.entry import START, Entry, fault
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import connect, metadata, writing


def entry(key: str, kind: str = "test", at: float = 1.0, **body: object) -> Entry:
    return Entry(key, kind, at, body)


def keys(ledger: Ledger) -> list[str]:
    return [link.key for link in ledger.entries()]


def whole(ledger: Ledger) -> bool:
    return fault(ledger.entries(), ledger.head()) is None


def test_a_recorded_entry_is_found_under_its_key(ledger: Ledger) -> None:
    ledger.record(entry("W1#1/decision", verdict="HOLD"))

    assert ledger.find("W1#1/decision") == {"verdict": "HOLD"}
    assert ledger.find("W1#2/decision") is None


def test_more_keys_than_a_statement_takes_are_found(ledger: Ledger) -> None:
    ledger.record(entry("e39999"))

    assert ledger.find_many(f"e{n}" for n in range(40_000)) == {"e39999": {}}


def test_many_keys_are_found_at_once(ledger: Ledger) -> None:
    for n in range(3):
        ledger.record(entry(f"e{n}", n=n))

    assert ledger.find_many(["e0", "e2", "e9"]) == {"e0": {"n": 0}, "e2": {"n": 2}}
    assert ledger.find_many([]) == {}


def test_an_empty_ledger_begins_at_the_start(ledger: Ledger) -> None:
    assert ledger.head() == START
    assert keys(ledger) == []


def test_the_first_word_about_a_fact_is_kept(ledger: Ledger) -> None:
    ledger.record(entry("W1#1/decision", verdict="HOLD"))

    assert ledger.record(entry("W1#1/decision", verdict="ALLOW")) == {"verdict": "HOLD"}
    assert len(keys(ledger)) == 1


def test_two_words_about_a_fact_in_one_group_keep_the_first(ledger: Ledger) -> None:
    words = [ledger.append(entry("approval", by=by)) for by in ("ann", "bob", "cyd")]

    assert [word.result() for word in words] == [{"by": "ann"}] * 3
    assert len(keys(ledger)) == 1


def test_many_writers_make_one_chain(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: ledger.record(entry(f"e{n}", n=n)), range(200)))

    assert ledger.head().seq == 200
    assert whole(ledger)


def test_two_ledgers_on_one_database_make_one_chain(store_url: str, engine: sa.Engine) -> None:
    one, two = Ledger(engine), Ledger(connect(store_url))
    waiting = [w.append(entry(f"{n}")) for n in range(200) for w in (one, two)]
    for kept in waiting:
        kept.result()
    one.close()
    two.close()

    assert one.head().seq == 200  # the same facts, each kept once
    assert whole(one)


def test_a_remembered_head_is_given_up_when_somebody_else_appended(
    ledger: Ledger, store_url: str
) -> None:
    ledger.record(entry("ours 1"))
    other = Ledger(connect(store_url))
    other.record(entry("theirs"))
    other.close()

    ledger.record(entry("ours 2"))

    assert keys(ledger) == ["ours 1", "theirs", "ours 2"]
    assert whole(ledger)


def test_what_nobody_waits_for_is_kept_with_what_somebody_does(ledger: Ledger) -> None:
    ledger.note(entry("outcome of 1"))
    ledger.record(entry("intent of 2"))

    assert keys(ledger) == ["outcome of 1", "intent of 2"]


def test_what_was_only_noted_is_written_when_the_ledger_closes(engine: sa.Engine) -> None:
    ledger = Ledger(engine)
    ledger.note(entry("last outcome"))
    ledger.close()

    assert keys(ledger) == ["last outcome"]


def test_nothing_can_be_appended_after_the_close(engine: sa.Engine) -> None:
    ledger = Ledger(engine)
    ledger.close()

    with pytest.raises(RuntimeError, match="closed"):
        ledger.append(entry("late"))


def test_entries_commit_together_with_the_callers_own_rows(
    engine: sa.Engine, ledger: Ledger
) -> None:
    ledger.note(entry("outcome of 5"))
    with writing(engine, "work") as connection:
        connection.execute(sa.text("CREATE TABLE settled (run TEXT)"))
        connection.execute(sa.text("INSERT INTO settled VALUES ('W1#1')"))
        bodies = ledger.record_in(connection, [entry("W1#1/end", status="done")])
        assert ledger.find("W1#1/end") is None  # not before the commit

    assert bodies == [{"status": "done"}]
    assert keys(ledger) == ["outcome of 5", "W1#1/end"]


def test_a_rolled_back_transaction_leaves_no_entry_and_loses_no_note(
    engine: sa.Engine, ledger: Ledger
) -> None:
    ledger.record(entry("before"))
    ledger.note(entry("outcome"))

    def fail_before_the_commit() -> None:
        with writing(engine, "work") as connection:
            ledger.record_in(connection, [entry("W1#1/end")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_before_the_commit()

    ledger.record(entry("after"))

    assert keys(ledger) == ["before", "outcome", "after"]
    assert whole(ledger)


def test_a_callers_transaction_keeps_the_first_word_too(engine: sa.Engine, ledger: Ledger) -> None:
    ledger.record(entry("W1#1/end", status="done"))
    with writing(engine, LOCK) as connection:
        bodies = ledger.record_in(connection, [entry("W1#1/end", status="failed")])

    assert bodies == [{"status": "done"}]


def test_callers_transactions_and_the_writer_make_one_chain(
    engine: sa.Engine, ledger: Ledger
) -> None:
    def end(n: int) -> None:
        ledger.note(entry(f"W{n}/outcome"))
        with writing(engine, "work") as connection:
            ledger.record_in(connection, [entry(f"W{n}/end")])

    with ThreadPoolExecutor(6) as pool:
        ends = [pool.submit(end, n) for n in range(20)]
        waited = [pool.submit(ledger.record, entry(f"W{n}/intent")) for n in range(60)]
        for ended in ends:
            ended.result()
        for kept in waited:
            kept.result()

    assert ledger.head().seq == 100
    assert whole(ledger)


def test_entries_are_chosen_by_kind_by_prefix_and_by_place(ledger: Ledger) -> None:
    for work in ("W1", "W10", "W2"):
        for kind in ("intent", "outcome"):
            ledger.record(entry(f"{work}/{kind}", kind))

    def chosen(**which: object) -> list[str]:
        return [link.key for link in ledger.entries(**which)]  # type: ignore[arg-type]  # all given

    assert chosen(key_prefix="W1/") == ["W1/intent", "W1/outcome"]
    assert chosen(key_prefix="W1") == ["W1/intent", "W1/outcome", "W10/intent", "W10/outcome"]
    assert chosen(kind="intent", key_prefix="W1") == ["W1/intent", "W10/intent"]
    assert chosen(kind="outcome", after_seq=2) == ["W10/outcome", "W2/outcome"]
    assert chosen(after_seq=1, limit=2) == ["W1/outcome", "W10/intent"]
    assert chosen(key_prefix="W1", after_seq=3, limit=5) == ["W10/outcome"]
    assert chosen(key_prefix="%") == []


@pytest.mark.parametrize("prefix", ["é", "\ud7ff", "a\U0010ffff", "\U0010ffff", "_"])
def test_a_prefix_of_any_characters_finds_exactly_its_keys(ledger: Ledger, prefix: str) -> None:
    for key in ("a", "b", f"{prefix}", f"{prefix}\U0010ffff", f"{prefix}z", "\ue000", "z"):
        ledger.record(entry(key))
    expected = [key for key in keys(ledger) if key.startswith(prefix)]

    assert [link.key for link in ledger.entries(key_prefix=prefix)] == expected


def test_a_prefix_is_looked_up_in_the_index(ledger: Ledger, engine: sa.Engine) -> None:
    for n in range(50):
        ledger.append(entry(f"W{n}/end"))
    ledger.record(entry("last"))
    seen: list[tuple[str, object]] = []
    sa.event.listen(
        engine, "before_cursor_execute", lambda _c, _cu, sql, args, *_: seen.append((sql, args))
    )
    list(ledger.entries(key_prefix="W7/"))
    sql, arguments = seen[-1]
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off")  # the table is small
        plan = connection.exec_driver_sql(explain + sql, arguments).all()  # type: ignore[arg-type]  # as SQLAlchemy gave them

    assert "(key>? AND key<?)" in str(plan) or "Index Cond: ((key >=" in str(plan)


def test_more_entries_than_a_batch_are_read_in_order(ledger: Ledger) -> None:
    for kept in [ledger.append(entry(f"{n}")) for n in range(2500)]:
        kept.result()

    assert [link.seq for link in ledger.entries()] == [*range(1, 2501)]


@pytest.mark.parametrize(
    "wrong",
    [
        Entry("", "test", 1.0, {}),
        Entry("nul\0", "test", 1.0, {}),
        Entry("nan", "test", float("nan"), {}),
        Entry("before 1970", "test", -1.0, {}),
        Entry("milliseconds", "test", 1_700_000_000_000.0, {}),
        Entry("surrogate", "test", 1.0, {"name": "\ud800"}),
        Entry("no json", "test", 1.0, {"name": object()}),
    ],
)
def test_a_wrong_entry_is_refused_at_once_and_harms_nobody_else(
    ledger: Ledger, wrong: Entry
) -> None:
    right = ledger.append(entry("right"))
    with pytest.raises(Permanent, match="ledger entry"):
        ledger.note(wrong)
    with pytest.raises(Permanent, match="ledger entry"):
        ledger.append(wrong)

    assert right.result() == {}


def test_who_waits_hears_that_the_database_is_gone(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/records.db")  # and no tables
    ledger = Ledger(engine)
    with pytest.raises(Transient, match="cannot be written"):
        ledger.record(entry("lost"))
    ledger.close()


def test_a_note_outlives_a_failed_commit(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/records.db")
    ledger = Ledger(engine)
    ledger.note(entry("outcome"))
    with pytest.raises(Transient):
        ledger.record(entry("intent"))

    metadata.create_all(engine)  # the database is back
    ledger.record(entry("intent"))
    ledger.close()

    assert keys(ledger) == ["outcome", "intent"]


def test_a_lost_connection_of_the_writer_costs_nothing(
    postgres_url: str,
) -> None:
    engine = connect(postgres_url)
    metadata.create_all(engine)
    ledger = Ledger(engine)
    ledger.record(entry("1"))
    ledger.record(entry("2"))
    with engine.connect() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    ledger.record(entry("3"))
    ledger.record(entry("4"))
    ledger.close()

    assert keys(ledger) == ["1", "2", "3", "4"]
    assert whole(ledger)
    engine.dispose()
