"""How far a plan reaches: the person, the systems that change, and what hangs on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steersman.web.console.plan_view import PlanView, Row
from steersman.web.console.templates import plural

# Capability → (one, many, what becomes of it); {target} and {after} are of the first row.
_BEYOND = {
    "account.delete": ("account", "accounts", "gone for good"),
    "meeting.reassign": ("meeting", "meetings", "now organised by {after}"),
    "reports.reassign": ("direct report", "direct reports", "now under {after}"),
    "files.hand_over": ("file", "files", "go to {after}"),
    "on_call.hand_over": ("on-call shift", "on-call shifts", "go to {after}"),
    "device.request_return": ("device", "devices", "asked for back"),
    "licence.release": ("Licence", "licences", "free for others"),
    "owner.request": ("thing", "things", "a new owner is asked for"),
    "role.withdraw": ("role in Steersman", "roles in Steersman", "withdrawn"),
    "mailbox.delegate": ("Mailbox {target}", "mailboxes", "read by {after}"),
    "mailbox.auto_reply": ("Mailbox {target}", "mailboxes", "answers by itself"),
}
MAILBOX = frozenset({"mailbox.delegate", "mailbox.auto_reply"})
_RIGHT_OF = re.compile(r"access of ([^/ ]+)")
LICENCE = "licence.release"  # seat, group and role of one licence are one thing
SESSION_END = "session.end"
MOST_SYSTEMS, MOST_THINGS = 7, 6  # boxes; the rest folds into one
_NAME, _THING, _NOTE = 22, 32, 30  # characters that fit into a box


@dataclass(frozen=True, slots=True)
class Box:
    """``x y`` of its upper left corner; ``kind``: "", hold or bad; ``full``: what was cut."""

    x: int
    y: int
    title: str
    note: str
    kind: str
    full: str

    @property
    def middle(self) -> int:
        return self.y + (16 if self.x == _SYSTEM_X else 24)


@dataclass(frozen=True, slots=True)
class Edge:
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fact:
    """The same as a sentence, for a list: one system and what hangs on it."""

    kind: str
    name: str
    changes: int
    things: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reach:
    """The drawing with the facts behind it.  Lengths are in the units of its view box."""

    height: int
    person: Box
    systems: Sequence[Box]
    things: Sequence[Box]
    edges: Sequence[Edge]
    facts: Sequence[Fact]
    summary: str


@dataclass(frozen=True, slots=True)
class _Thing:
    system: str
    title: str
    note: str
    kind: str


_SYSTEM_X, _THING_X, _TOP = 250, 540, 28


def reach_of(
    plan: PlanView, person: str, about: str, owed: Sequence[str] = (), *, live: bool = False
) -> Reach:
    """``about``: a second line for the person; ``owed``: duties that hang on them; ``live``: their
    sessions end in market hours.
    """
    found = [thing for group in plan.groups for thing in _things(group.rows, live)]
    found += [_Thing("", _cut(text, _THING), "still owed", "hold") for text in owed]
    shown, boxes = _things_shown(found), min(len(plan.groups), MOST_SYSTEMS)
    height = max(_TOP + 40 * boxes, _TOP + 60 * len(shown), _TOP + 60) + 8
    systems = _systems(plan, (height - 8 - _TOP - 40 * boxes) // 2)
    self_box = Box(0, (height + _TOP - 48) // 2, _cut(person, 19), _cut(about, 22), "self", person)
    things = _placed(shown, height)
    edges = [Edge(_curve(150, self_box.y + 24, _SYSTEM_X, b.middle), b.kind) for b in systems]
    edges += _to_things(plan, systems, shown, things, self_box)
    return Reach(
        height=height,
        person=self_box,
        systems=systems,
        things=things,
        edges=sorted(edges, key=lambda edge: edge.kind),  # what is dangerous lies on top
        facts=_facts(plan, found, owed),
        summary=_summary(plan, len(found)),
    )


def _things(rows: Sequence[Row], live: bool) -> Iterator[_Thing]:
    ending = [row for row in rows if row.capability == SESSION_END]
    if live and ending:
        yield _Thing(ending[0].system, "Open sessions", "cut off in market hours", "bad")
    for capability, words in _BEYOND.items():
        mine = _counted([row for row in rows if row.capability == capability])
        if not mine:
            continue
        one, many, note = words
        first, after = mine[0], {_taker(row) for row in mine}
        who = _taker(first) if len(after) == 1 else "others"
        target = first.target.removeprefix("mailbox ")
        title = one.format(target=target) if len(mine) == 1 else many
        whole = len(mine) == 1 and (one[:1].isupper() or "{" in one)
        counted = title if whole else f"{len(mine)} {title}"
        kind = "bad" if first.final else ""
        yield _Thing(first.system, counted, note.format(target=first.target, after=who), kind)


def _taker(row: Row) -> str:
    """Who gets it: named by what it becomes; of an access right, by whose right it is."""
    right = _RIGHT_OF.match(row.attribute)
    return right[1] if right else row.after


def _counted(rows: Sequence[Row]) -> Sequence[Row]:
    """A mailbox is one thing, and so is a licence, however many of its attributes change."""
    things = {_thing_of(row): row for row in reversed(rows)}
    return [row for row in rows if things[_thing_of(row)] is row]


def _thing_of(row: Row) -> object:
    if row.capability in MAILBOX:
        return (row.capability, row.target)
    return (row.capability, row.system) if row.capability == LICENCE else row.key


def _things_shown(found: Sequence[_Thing]) -> Sequence[_Thing]:
    ordered = sorted(found, key=lambda thing: thing.kind == "")
    if len(ordered) <= MOST_THINGS:
        return ordered
    rest = len(ordered) - MOST_THINGS + 1
    return [*ordered[: MOST_THINGS - 1], _Thing("", f"and {rest} more", "in the plan below", "")]


def _systems(plan: PlanView, down: int) -> Sequence[Box]:
    """``down``: how far below the headings they begin, to stand in the middle."""
    groups, rest = plan.groups, 0
    if len(groups) > MOST_SYSTEMS:
        groups, rest = groups[: MOST_SYSTEMS - 1], len(groups) - MOST_SYSTEMS + 1
    boxes = [
        Box(
            _SYSTEM_X,
            _TOP + down + 40 * place,
            _cut(group.title, _NAME),
            str(len(group.rows)),
            "bad" if any(row.final for row in group.rows) else "",
            group.title,
        )
        for place, group in enumerate(groups)
    ]
    if rest:
        changes = sum(len(group.rows) for group in plan.groups[MOST_SYSTEMS - 1 :])
        y = _TOP + down + 40 * len(boxes)
        boxes.append(Box(_SYSTEM_X, y, f"and {rest} more", str(changes), "", "more systems"))
    return boxes


def _placed(things: Sequence[_Thing], height: int) -> Sequence[Box]:
    free = height - 8 - _TOP - 48 * len(things)
    gap = free // (len(things) + 1) if things else 0
    return [
        Box(
            _THING_X,
            _TOP + gap + place * (48 + gap),
            _cut(t.title, _THING),
            _cut(t.note, _NOTE),
            t.kind,
            t.title,
        )
        for place, t in enumerate(things)
    ]


def _to_things(
    plan: PlanView,
    systems: Sequence[Box],
    found: Sequence[_Thing],
    things: Sequence[Box],
    person: Box,
) -> Iterator[Edge]:
    at = {group.system: n for n, group in enumerate(plan.groups)}
    for thing, box in zip(found, things, strict=True):
        if thing.system in at:
            begin = systems[min(at[thing.system], len(systems) - 1)]
            yield Edge(_curve(430, begin.middle, _THING_X, box.middle), thing.kind)
        elif thing.kind == "hold":  # hangs on the person, not on a system
            low = systems[-1].y + 38 if systems else person.y + 40
            way = f"M75 {person.y + 48}C75 {low} 120 {low} 250 {low}H430"
            yield Edge(f"{way}C485 {low} 485 {box.middle} {_THING_X} {box.middle}", "hold")


def _curve(x: int, y: int, to_x: int, to_y: int) -> str:
    half = (x + to_x) // 2
    return f"M{x} {y}C{half} {y} {half} {to_y} {to_x} {to_y}"


def _facts(plan: PlanView, found: Sequence[_Thing], owed: Sequence[str]) -> Sequence[Fact]:
    facts = [
        Fact(
            "bad" if any(row.final for row in group.rows) else "ok",
            group.title,
            len(group.rows),
            [f"{thing.title}: {thing.note}" for thing in found if thing.system == group.system],
        )
        for group in plan.groups
    ]
    return [*facts, *(Fact("hold", "Still owed", 0, [text]) for text in owed)]


def _summary(plan: PlanView, things: int) -> str:
    systems = plural(len(plan.groups), "system")
    beyond = f", {plural(things, 'thing')} beyond the accounts" if things else ""
    return f"{plural(plan.changes, 'change')} in {systems}{beyond}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
