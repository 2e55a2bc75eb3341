"""Whatever is done to the stored ledger afterwards is found, with SQL in the attacker's hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import wait
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.records.ledger.checkpoints import Checkpoints
from steersman.records.ledger.entry import START, Entry, Head, Link, link
from steersman.records.ledger.ledger import Ledger
from steersman.records.ledger.signing import Signer, signer
from steersman.records.ledger.verify import Report, verify

SIZE = 12
SIGNED = (5, 9)  # entries when a checkpoint was made

on_one_database = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
places = st.integers(1, SIZE)
times = st.floats(0, 4e9)


class Attacked:
    """A ledger of twelve entries, two checkpoints, and somebody with the database password."""

    def __init__(self, engine: sa.Engine, ours: Signer, checkpoints: Checkpoints) -> None:
        self.engine, self._ours, self._checkpoints = engine, ours, checkpoints
        self.held: str | None = None

    def fresh(self) -> Attacked:
        self.sql("DELETE FROM ledger_entries", "DELETE FROM ledger_checkpoints")
        ledger = Ledger(self.engine)
        for seq in range(1, SIZE + 1):
            ledger.record(Entry(f"k{seq}", "test", 1_700_000_000 + seq / 3, {"n": seq}))
            if seq in SIGNED:
                made = self._checkpoints.make()
                assert made is not None
                self.held = made.text
        ledger.close()
        return self

    def sql(self, *statements: str, **values: object) -> None:
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement), values)

    def report(self) -> Report:
        return verify(self.engine, public_key=self._ours.public_key, held=self.held)

    def links(self) -> list[Link]:
        with self.engine.connect() as connection:
            rows = connection.execute(
                sa.text("SELECT seq, key, kind, at, body, hash FROM ledger_entries ORDER BY seq")
            )
            return [Link(*row) for row in rows]

    def store(self, links: Sequence[Link]) -> None:
        self.sql("DELETE FROM ledger_entries")
        for here in links:
            self.sql(
                "INSERT INTO ledger_entries VALUES (:seq, :key, :kind, :at, :text, :hash)",
                **{name: getattr(here, name) for name in Link.__slots__},
            )


@pytest.fixture
def attacked(engine: sa.Engine, ours: Signer, checkpoints: Checkpoints) -> Attacked:
    return Attacked(engine, ours, checkpoints).fresh()


def rechained(links: Sequence[Link]) -> list[Link]:
    """A chain that holds in itself, as somebody who knows this code would make it."""
    head, forged = START, list[Link]()
    for here in links:
        forged.append(link(head, Entry(here.key, here.kind, here.at, here.body)))
        head = Head(forged[-1].seq, forged[-1].hash)
    return forged


def test_an_untouched_ledger_is_whole(attacked: Attacked) -> None:
    report = attacked.report()

    assert (report.entries, report.fault) == (SIZE, None)
    assert report.checkpoint is not None
    assert report.checkpoint.size == SIGNED[-1]


def test_an_empty_ledger_is_whole(engine: sa.Engine, ours: Signer) -> None:
    assert verify(engine, public_key=ours.public_key) == Report(0)


def test_a_ledger_without_checkpoints_is_whole(attacked: Attacked) -> None:
    attacked.sql("DELETE FROM ledger_checkpoints")
    attacked.held = None

    assert attacked.report() == Report(SIZE)


@on_one_database
@given(
    bodies=st.lists(
        st.dictionaries(
            st.text(max_size=4),
            st.text(max_size=4) | st.floats(allow_nan=False, allow_infinity=False),
        ),
        max_size=6,
    ),
    at=times,
)
def test_every_entry_reads_back_as_it_was_hashed(
    attacked: Attacked, bodies: list[dict[str, object]], at: float
) -> None:
    attacked.fresh()
    ledger = Ledger(attacked.engine)
    honest = [body for body in bodies if _writable(body)]
    wait([ledger.append(Entry(f"new {n}", "é\n", at, body)) for n, body in enumerate(honest)])
    ledger.close()

    assert (attacked.report().entries, attacked.report().fault) == (SIZE + len(honest), None)


def _writable(body: dict[str, object]) -> bool:
    return not any(0xD800 <= ord(c) <= 0xDFFF for c in str(body))


@on_one_database
@given(place=places, column=st.sampled_from(["key", "kind", "body"]), data=st.data())
def test_an_altered_text_is_found(
    attacked: Attacked, place: int, column: str, data: st.DataObject
) -> None:
    attacked.fresh()
    before = attacked.links()[place - 1]
    text = before.text if column == "body" else getattr(before, column)
    words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    after = data.draw(words.filter(lambda new: new != text))
    attacked.sql(f"UPDATE ledger_entries SET {column} = :new WHERE seq = {place}", new=after)
    report = attacked.report()

    assert report.seq == place
    assert report.key == (after if column == "key" else f"k{place}")
    assert f"entry {place} ({report.key!r}) was altered" in str(report.fault)


@on_one_database
@given(place=places, at=times)
def test_an_altered_time_is_found(attacked: Attacked, place: int, at: float) -> None:
    attacked.fresh()
    if attacked.links()[place - 1].at == at:
        return
    attacked.sql(f"UPDATE ledger_entries SET at = :at WHERE seq = {place}", at=at)

    assert attacked.report().seq == place


@on_one_database
@given(place=places, forged=st.sampled_from(["", "00", "0" * 64, "zz", "é"]))
def test_an_altered_hash_is_found(attacked: Attacked, place: int, forged: str) -> None:
    attacked.fresh()
    attacked.sql(f"UPDATE ledger_entries SET hash = :hash WHERE seq = {place}", hash=forged)

    assert (attacked.report().seq, attacked.report().key) == (place, f"k{place}")


@on_one_database
@given(place=places)
def test_a_removed_entry_is_found(attacked: Attacked, place: int) -> None:
    attacked.fresh()
    attacked.sql(f"DELETE FROM ledger_entries WHERE seq = {place}")
    report = attacked.report()

    if place < SIZE:  # nothing outside knows of the last one yet: see the next test
        assert report.seq == place
        assert f"entry {place} is missing" in str(report.fault)


@on_one_database
@given(left=st.integers(0, SIGNED[-1] - 1))
def test_a_truncated_ledger_is_found_with_the_held_checkpoint(
    attacked: Attacked, left: int
) -> None:
    attacked.fresh()
    attacked.sql(f"DELETE FROM ledger_entries WHERE seq > {left}", "DELETE FROM ledger_checkpoints")
    report = attacked.report()

    assert report.seq == left + 1
    assert f"entry {left + 1} is missing, and all after it: 9 entries" in str(report.fault)


def test_a_stored_checkpoint_shows_a_cut_tail_too(attacked: Attacked) -> None:
    attacked.sql("DELETE FROM ledger_entries WHERE seq > 7")
    attacked.held = None

    assert attacked.report().seq == 8


@on_one_database
@given(one=places, other=places)
def test_reordered_entries_are_found(attacked: Attacked, one: int, other: int) -> None:
    if one == other:
        return
    attacked.fresh()
    attacked.sql(
        f"UPDATE ledger_entries SET seq = -1 WHERE seq = {one}",
        f"UPDATE ledger_entries SET seq = {one} WHERE seq = {other}",
        f"UPDATE ledger_entries SET seq = {other} WHERE seq = -1",
    )

    assert attacked.report().seq == min(one, other)


@on_one_database
@given(place=places)
def test_a_removed_entry_is_found_after_renumbering(attacked: Attacked, place: int) -> None:
    attacked.fresh()
    kept = [here for here in attacked.links() if here.seq != place]
    attacked.store([replace(here, seq=seq) for seq, here in enumerate(kept, 1)])

    if place < SIZE:
        assert attacked.report().seq == place


@on_one_database
@given(place=st.sampled_from([-3, 0, *range(1, SIZE + 1), SIZE + 5]))
def test_an_inserted_entry_is_found(attacked: Attacked, place: int) -> None:
    attacked.fresh()
    links = attacked.links()
    new = Link(place, "forged", "approval", 1.0, "{}", "0" * 64)
    later = [replace(here, seq=here.seq + 1) for here in links if here.seq >= place > 0]
    attacked.store([*(here for here in links if not here.seq >= place > 0), new, *later])

    assert attacked.report().seq == (SIZE + 1 if place > SIZE else place)


@on_one_database
@given(place=st.integers(1, SIGNED[-1]))
def test_a_chain_rewritten_to_fit_is_found_with_the_held_checkpoint(
    attacked: Attacked, place: int
) -> None:
    attacked.fresh()
    links = attacked.links()
    links[place - 1] = replace(links[place - 1], text='{"n":"forged"}')
    attacked.store(rechained(links))
    report = attacked.report()
    first = SIGNED[0] + 1 if place > SIGNED[0] else 1

    assert (report.seq, report.key) == (first, f"k{first}")
    assert "not those that were signed" in str(report.fault)


def test_a_ledger_rewritten_with_a_key_of_its_own_is_found(
    attacked: Attacked, tmp_path: Path, engine: sa.Engine
) -> None:
    attacked.store(rechained([replace(here, text="{}") for here in attacked.links()]))
    attacked.sql("DELETE FROM ledger_checkpoints")

    assert "not those that were signed" in str(attacked.report().fault)


@on_one_database
@given(place=st.integers(2, SIGNED[-1] - 1).filter(lambda place: place not in SIGNED))
def test_an_entry_rewritten_together_with_its_hash_is_named(attacked: Attacked, place: int) -> None:
    attacked.fresh()
    links = attacked.links()
    links[place - 1] = replace(links[place - 1], text='{"n":"forged"}')
    links[place - 1] = rechained(links)[place - 1]
    attacked.store(links)
    report = attacked.report()

    assert (report.seq, report.key) == (place, f"k{place}")
    assert "rewritten together with its hash" in str(report.fault)


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("\n9\n", "\n8\n"),
        lambda text: text.replace("steersman", "steersmen"),
        lambda text: text.replace("\n\n", "\nextension\n\n"),
        lambda text: text[:-20] + "AAAA" + text[-16:],
        lambda text: text.split("\n\n")[0],
        lambda text: "",
    ],
)
def test_an_edited_checkpoint_is_found_wherever_it_is_kept(
    attacked: Attacked, edit: Callable[[str], str]
) -> None:
    held = attacked.held or ""
    forged = edit(held)
    attacked.sql("UPDATE ledger_checkpoints SET text = :forged WHERE size = 9", forged=forged)
    assert "checkpoint over 9 entries was forged or edited" in str(attacked.report().fault)

    attacked.fresh()
    attacked.held = forged
    assert "checkpoint handed in is not one" in str(attacked.report().fault)


def test_a_checkpoint_of_another_key_is_not_believed(
    attacked: Attacked, engine: sa.Engine, ledger: Ledger, tmp_path: Path
) -> None:
    other = signer(tmp_path / "other", "steersman.example.com/ledger")
    body = str(attacked.held).rpartition("\n\n")[0] + "\n"
    attacked.held = other.sign(body)

    assert "handed in" in str(attacked.report().fault)


def test_a_checkpoint_moved_to_another_size_is_found(attacked: Attacked) -> None:
    attacked.sql("UPDATE ledger_checkpoints SET size = 7 WHERE size = 9")

    assert "checkpoint over 7 entries" in str(attacked.report().fault)


def test_an_altered_entry_is_named_before_a_forged_checkpoint(attacked: Attacked) -> None:
    attacked.sql(
        "UPDATE ledger_checkpoints SET text = 'x'", "UPDATE ledger_entries SET at = 1 WHERE seq = 4"
    )

    assert attacked.report().seq == 4


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)  # PostgreSQL refuses to store it
@pytest.mark.parametrize(
    "change",
    [
        "body = CAST(x'ff7b7d' AS TEXT)",
        "key = CAST('k3' AS BLOB)",  # the same bytes, but no look-up would find them
        "at = 'yesterday'",
    ],
)
def test_what_is_no_text_or_no_number_is_a_finding(attacked: Attacked, change: str) -> None:
    attacked.sql(f"UPDATE ledger_entries SET {change} WHERE seq = 3")

    assert attacked.report().seq == 3


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)  # SQLite keeps constraints
@pytest.mark.parametrize(
    "attack",
    [
        "ALTER body DROP NOT NULL; UPDATE ledger_entries SET body = NULL WHERE seq = 3",
        "DROP CONSTRAINT ledger_entries_pkey; INSERT INTO ledger_entries"
        " SELECT seq, 'copy', kind, at, body, hash FROM ledger_entries WHERE seq = 3",
    ],
)
def test_dropping_a_constraint_hides_nothing(attacked: Attacked, attack: str) -> None:
    attacked.sql(*f"ALTER TABLE ledger_entries {attack}".split("; "))

    assert attacked.report().seq == 3


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_an_entry_without_a_number_is_a_finding(attacked: Attacked) -> None:
    attacked.sql(
        "ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_pkey",
        "ALTER TABLE ledger_entries ALTER seq DROP NOT NULL",
        "INSERT INTO ledger_entries VALUES (NULL, 'forged', 'approval', 1, '{}', '')",
    )
    report = attacked.report()

    assert (report.seq, report.key) == (SIZE + 1, "forged")


def test_an_entry_behind_the_last_checkpoint_is_named_alone(attacked: Attacked) -> None:
    """The one before it was signed for, so nobody need look there."""
    place = SIGNED[-1] + 1
    attacked.sql("UPDATE ledger_entries SET body = '{}' WHERE seq = :seq", seq=place)
    assert attacked.report().fault == f"entry {place} ('k{place}') was altered"


def test_where_nothing_was_signed_between_two_entries_both_are_named(attacked: Attacked) -> None:
    place = SIGNED[-1] + 2
    attacked.sql("UPDATE ledger_entries SET body = '{}' WHERE seq = :seq", seq=place)
    before = f"entry {place - 1} ('k{place - 1}') together with its hash"
    assert attacked.report().fault == f"entry {place} ('k{place}') was altered, or {before}"


def test_a_held_text_that_is_no_checkpoint_of_ours_says_so_and_counts_nothing(
    attacked: Attacked,
) -> None:
    attacked.held = "no checkpoint"
    report = attacked.report()
    assert report.entries == 0
    assert "is not one that" in (report.fault or "")
