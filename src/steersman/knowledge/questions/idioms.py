"""Fixed phrases about a thing, on whichever field that kind of thing has for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from steersman.knowledge.queries.model import (
    Against,
    Compare,
    Condition,
    Has,
    Known,
    Not,
    Op,
    Some,
    negated,
)
from steersman.knowledge.queries.schema import Field, FieldType, Link, Schema
from steersman.knowledge.questions.words import Word

# The first of these that a kind of thing has is meant.
WARRANTY = ("warranty_ends_on", "warranty_ends")
ENDS = ("ends_on", "expires_on", "valid_until", *WARRANTY, "support_ends_on", "end_date")
SUPPORT = ("support_ends_on",)
PATCHED = ("last_patched_on",)
BOUGHT = ("purchased_on", "purchased", "installed_on")
BY_WHOM: Mapping[str, tuple[str, ...]] = {  # verbs, and the fields that say by whom
    **dict.fromkeys(("issued by", "signed by"), ("issuer",)),
    **dict.fromkeys(("made by", "built by", "manufactured by"), ("manufacturer", "vendor")),
    **dict.fromkeys(("supplied by", "sold by", "provided by"), ("vendor", "provider", "supplier")),
    **dict.fromkeys(("run by", "looked after by", "maintained by", "operated by"), ("managed_by",)),
    **dict.fromkeys(("supported by", "administered by", "taken care of by"), ("managed_by",)),
}
SIZE = ("size_gb", "capacity_tb")
DATE_VERBS: Mapping[str, tuple[str, ...]] = {
    "patched": PATCHED,
    "updated": PATCHED,
    "had their last patch": PATCHED,
    "had their latest patch": PATCHED,
    "had its last patch": PATCHED,
    "had its latest patch": PATCHED,
    "installed": ("installed_on",),
    "deployed": ("installed_on",),
    "commissioned": ("installed_on",),
    "bought": BOUGHT,
    "purchased": BOUGHT,
    "acquired": BOUGHT,
    "ordered": ("ordered", *BOUGHT),
    "retired": ("retired_on", "retired"),
    "decommissioned": ("retired_on", "retired"),
    "expire": ENDS,
    "expires": ENDS,
    "expired": ENDS,
    "expiring": ENDS,
    "end": ENDS,
    "ends": ENDS,
    "ended": ENDS,
    "ending": ENDS,
    "lapse": ENDS,
    "lapses": ENDS,
    **dict.fromkeys(("run out", "runs out", "ran out", "running out", "up"), ENDS),
    **dict.fromkeys(("lapsed", "lapsing", "coming to an end", "terminate", "terminates"), ENDS),
    "renew": ("renews_on", "ends_on"),
    "renews": ("renews_on", "ends_on"),
    "renewed": ("renews_on", "ends_on"),
    "due": ("renews_on", "due_at", "ends_on"),
    "due for renewal": ("renews_on", "ends_on"),
    "up for renewal": ("renews_on", "ends_on"),
    "hired": ("start_date",),
    "joined": ("start_date",),
    **dict.fromkeys(("left the company", "left us", "has left", "have left"), ("end_date",)),
    **dict.fromkeys(("leave us", "leave the company", "leaves us", "gone"), ("end_date",)),
    **dict.fromkeys(("join us", "joins", "join the company", "come on board"), ("start_date",)),
    **dict.fromkeys(("joined the company", "joined us", "been hired"), ("start_date",)),
    "started": ("start_date", "starts_on", "opened_at"),
    "start": ("start_date", "starts_on"),
    "starts": ("start_date", "starts_on"),
    "leave": ("end_date",),
    "leaves": ("end_date",),
    "leaving": ("end_date",),
    "left": ("end_date",),
    "released": ("released_on",),
    "reviewed": ("reviewed_on",),
    "opened": ("opened_at",),
    "created": ("opened_at", "created_on"),
    **dict.fromkeys(("raised", "came in", "come in", "received", "logged"), ("opened_at",)),
    **dict.fromkeys(("we get", "we got", "we receive", "we received", "reported"), ("opened_at",)),
    "closed": ("closed_at",),
    "resolved": ("resolved_at",),
    "done": ("closed_at", "resolved_at"),
    "issued": ("issued_on", "valid_from"),
    "seen": ("last_seen",),
    "been with us": ("start_date",),
    "been here": ("start_date",),
}

# What is over, so that "after June" and "less than 20 days ago" end today.
PAST = frozenset(
    each
    for each in DATE_VERBS
    if each.endswith("ed") or "left" in each or each in ("ran out", "gone")
)
_RUNNING = ("ran", "run", "runs", "went", "go", "goes", "going", "running", "fell", "fall", "falls")
# Sayings that a day may follow: "out of warranty by March".
ENDED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("out of warranty", "past warranty"), WARRANTY),
    **dict.fromkeys(("out of support", "unsupported", "end of life", "eol"), SUPPORT),
    **{f"{verb} out of warranty": WARRANTY for verb in _RUNNING},
    **{f"{verb} out of support": SUPPORT for verb in _RUNNING},
}
# Verbs of what is to come: "in 30 days" is ahead of us, where "patched in 30 days" lies behind.
AHEAD = frozenset(
    verb for verb, fields in DATE_VERBS.items() if fields[0] in ("ends_on", "renews_on")
) - {"ended", "renewed", "expired"} | {"start", "starts", "leave", "leaves", "leaving"}

Make = Callable[[str, date], Condition]


def past(field: str, today: date) -> Condition:
    return Compare(field, Op.LESS, today)


def running(field: str, today: date) -> Condition:
    return Compare(field, Op.AT_LEAST, today)


_OVER = ("gone", "over", "up", "lapsed", "run out", "ran out", "out", "void")
_ON_DATES: tuple[tuple[str, tuple[str, ...], Make], ...] = (
    ("out of warranty", WARRANTY, past),
    ("no longer under warranty", WARRANTY, past),
    ("with expired warranty", WARRANTY, past),
    ("with an expired warranty", WARRANTY, past),
    ("warranty expired", WARRANTY, past),
    ("warranty has expired", WARRANTY, past),
    ("warranty is expired", WARRANTY, past),
    ("warranty ended", WARRANTY, past),
    ("warranty has ended", WARRANTY, past),
    ("past warranty", WARRANTY, past),
    *((f"warranty {gone}", WARRANTY, past) for gone in _OVER),
    *((f"warranty is {gone}", WARRANTY, past) for gone in _OVER),
    *((f"{no} covered by warranty", WARRANTY, past) for no in ("no longer", "not")),
    *((f"{no} warranty cover", WARRANTY, past) for no in ("without", "no")),
    *((f"{no} valid warranty", WARRANTY, past) for no in ("without a", "no")),
    *((f"{no} warranty", WARRANTY, past) for no in ("without", "without a", "no", "with no")),
    *((f"supported by the {who}", SUPPORT, running) for who in ("vendor", "manufacturer")),
    *((f"still supported by the {who}", SUPPORT, running) for who in ("vendor", "manufacturer")),
    *((said, WARRANTY, running) for said in ("covered by warranty", "with valid warranty")),
    ("in warranty", WARRANTY, running),
    ("under warranty", WARRANTY, running),
    ("within warranty", WARRANTY, running),
    ("still in warranty", WARRANTY, running),
    ("still under warranty", WARRANTY, running),
    ("expired", ENDS, past),
    ("already expired", ENDS, past),
    ("lapsed", ENDS, past),
    ("still valid", ENDS, running),
    *((said, ("ends_on",), running) for said in ("running", "in force", "ongoing", "in effect")),
    *((said, ("ends_on",), running) for said in ("still running", "still in force")),
    ("out of support", SUPPORT, past),
    *((f"out of {who} support", SUPPORT, past) for who in ("vendor", "manufacturer", "extended")),
    *((f"{no} vendor support", SUPPORT, past) for no in ("without", "no longer under", "past")),
    *(
        (said, SUPPORT, running)
        for said in ("in support", "under vendor support", "in vendor support")
    ),
    *((said, SUPPORT, past) for said in ("eol", "past end of life", "past eol", "end of support")),
    ("unsupported", SUPPORT, past),
    ("past end of support", SUPPORT, past),
    ("no longer supported", SUPPORT, past),
    ("end of life", SUPPORT, past),
    ("never patched", PATCHED, lambda field, today: Known(field, False)),
    ("patched", PATCHED, lambda field, today: Known(field, True)),
    ("still supported", SUPPORT, running),
    ("valid", ENDS, running),
    *((said, ENDS, past) for said in ("run out", "ran out", "already run out", "overdue")),
    ("supported", SUPPORT, running),
)
_GONE = Compare("employment_status", Op.IS, "terminated")
_HERE = Compare("employment_status", Op.IS_NOT, "terminated")
_ON_PEOPLE: Mapping[str, Condition] = {
    "left": _GONE,
    "have left": _GONE,
    "has left": _GONE,
    "who left": _GONE,
    "left us": _GONE,
    "left the company": _GONE,
    "have left the company": _GONE,
    "has left the company": _GONE,
    "no longer work here": _GONE,
    "no longer works here": _GONE,
    "no longer with us": _GONE,
    "former": _GONE,
    "departed": _GONE,
    "terminated": _GONE,
    "gone": _GONE,
    **dict.fromkeys(("leave", "quit", "left us already", "left already"), _GONE),
    **dict.fromkeys(("still here", "still employed", "still with us", "still around"), _HERE),
    **dict.fromkeys(("employment has ended", "employment ended"), _GONE),
    **dict.fromkeys(("employment is over", "employment was terminated"), _GONE),
    **dict.fromkeys(("still work here", "still working here", "current"), _HERE),
    **dict.fromkeys(("work here", "works here", "working here", "work for us"), _HERE),
    **dict.fromkeys(("does not work here", "do not work here", "not here any more"), _GONE),
    **dict.fromkeys(("work for the company", "are employed here", "employed here"), _HERE),
    "active": Compare("employment_status", Op.IS, "active"),
    **dict.fromkeys(("with us", "with the company", "at the company", "around", "here"), _HERE),
    **dict.fromkeys(("employed", "an employee", "employees", "working for us"), _HERE),
    "on leave": Compare("employment_status", Op.IS, "on_leave"),
}
_OPEN = Some(tuple(Compare("state", Op.IS, each) for each in ("new", "in_progress", "on_hold")))
_ON_WORK: Mapping[str, Condition] = {
    **dict.fromkeys(("open", "still open", "unresolved", "not closed", "pending"), _OPEN),
    **dict.fromkeys(("closed", "resolved", "done"), negated(_OPEN)),
}
_OVERUSED = (
    *("overused", "over used", "oversubscribed", "overallocated", "over allocated", "overdeployed"),
    *("over deployed", "under licensed", "more used than bought", "overdrawn", "in overuse"),
    *(f"where we use more than we {have}" for have in ("bought", "own", "have", "paid for")),
    *(
        f"{with_}more {seats}used than {have}"
        for with_ in ("with ", "has ", "have ", "")
        for seats in ("", "seats ", "rights ", "licences ", "licenses ")
        for have in ("bought", "owned", "licensed", "purchased", "paid for")
    ),
    *("over using", "overusing", "over licensed", "underlicensed", "exceeded", "over the limit"),
)
_HOLDING = ("assigned", "assigned to anybody", "assigned to anyone", "handed out", "given out")
_FREE = ("unassigned", "unused", "free", "spare", "available")
_REMAINING = ("left", "remaining", "left over", "are left", "still available")
_RETIRED = ("retired", "decommissioned", "scrapped")
_CRITICAL = ("critical", "business critical", "most critical", "mission critical")
_REPAIRED = ("being repaired", "under repair", "repaired", "away for repair", "at repair")
_WITHOUT: Mapping[str, str] = {
    **dict.fromkeys(("unowned", "ownerless", "orphaned", "orphan", "unclaimed"), "owner"),
    "unmanaged": "managed_by",
    "unlocated": "location",
}
_ON = ("enabled", "switched on", "not disabled", "usable")
_OFF = ("inactive", "disabled", "deactivated", "switched off", "locked")
LONGEST = 8


def idioms(
    words: Sequence[Word], at: int, entity: str, schema: Schema, today: date
) -> Iterator[tuple[Condition, int]]:
    """The longest phrase first."""
    fields, links = schema.fields(entity), schema.links(entity)
    for end in range(min(len(words), at + LONGEST), at, -1):
        said = " ".join(word.key for word in words[at:end]).replace("over-", "over ")
        for condition in (*_on_fields(said, fields, today), *_on_links(said, links)):
            yield condition, end


def _on_fields(said: str, fields: Mapping[str, Field], today: date) -> Iterator[Condition]:
    for phrase, candidates, make in _ON_DATES:
        field = next((each for each in candidates if each in fields), "")
        if phrase == said and field:
            yield make(field, today)
    if "employment_status" in fields and said in _ON_PEOPLE:
        yield _ON_PEOPLE[said]
    if "opened_at" in fields and said in _ON_WORK:
        yield _ON_WORK[said]
    if _WITHOUT.get(said) in fields:
        yield Known(_WITHOUT[said], False)
    if "life_cycle_status" in fields and said in _REPAIRED:
        yield Compare("life_cycle_status", Op.IS, "in_repair")
    if "life_cycle_stage" in fields and said in _RETIRED:
        yield Compare("life_cycle_stage", Op.IS, "end_of_life")
    if "criticality" in fields and said in _CRITICAL:
        yield Compare("criticality", Op.IS, "1")
    if {"used", "quantity"} <= fields.keys() and said in _OVERUSED:
        yield Against("used", Op.MORE, "quantity")
    yield from _on_flags(said, fields)


def _on_flags(said: str, fields: Mapping[str, Field]) -> Iterator[Condition]:
    flag = fields.get(said.replace(" ", "_"))
    if flag and flag.type is FieldType.FLAG:
        yield Compare(flag.name, Op.IS, True)
    for words, active in ((_ON, True), (_OFF, False)):
        if said in words and "active" in fields:
            yield Compare("active", Op.IS, active)


def _on_links(said: str, links: Mapping[str, Link]) -> Iterator[Condition]:
    if "holder" in links and said in _HOLDING:
        yield Has("holder")
    if "holder" in links and said in (*_FREE, *_REMAINING):
        yield Not(Has("holder"))
