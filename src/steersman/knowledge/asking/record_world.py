"""Our record as one asker may read it.  Every statement carries the filter of their rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.domain.graph import Way as Direction
from steersman.domain.graph import walk
from steersman.domain.work import SYSTEM
from steersman.knowledge.asking.answer import Heard
from steersman.knowledge.asking.hearing import heard
from steersman.knowledge.asking.past import Past, as_past, changes
from steersman.knowledge.asking.record_access import ACCOUNT, ENTITLEMENT, held_by
from steersman.knowledge.asking.record_fields import shown, turned
from steersman.knowledge.asking.record_rows import TABLES, RecordRows
from steersman.knowledge.asking.record_schema import ASSET, CI, PEOPLE, WORK
from steersman.knowledge.queries.comparing import network_of
from steersman.knowledge.queries.model import Query, Way
from steersman.knowledge.queries.running import Hidden
from steersman.records.cmdb.tables import ci_relations, configuration_items
from steersman.records.graph.reader import GraphReader
from steersman.records.graph.sight import sight_of

_TOLD_BY: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(((CI, "software"), (CI, "hosts"), (CI, "runs")), (CI, ("host",))),
    **dict.fromkeys(((PEOPLE, "assets"), (ASSET, "holder")), (ASSET, ("holder",))),
    # which item an asset is, too
    **dict.fromkeys(
        ((CI, "holder"), (PEOPLE, "devices")), (ASSET, ("holder", "name", "serial", "ci_id"))
    ),
    (PEOPLE, "owns"): (CI, ("owner",)),
    (PEOPLE, "accounts"): (ACCOUNT, ("owner",)),
    **dict.fromkeys(
        ((ACCOUNT, "entitlements"), (ENTITLEMENT, "accounts")),
        (ENTITLEMENT, ("account", "kind", "value")),
    ),
    **dict.fromkeys(((CI, "subnet"), (CI, "members")), (CI, ("ip_address", "cidr"))),
}
_PEOPLE_FIELDS = frozenset(["by", "owner", "manager", "assigned_to"])
FARTHEST = 50  # hops, where a question says no number
_RUNS_ON = ("runs_on", "installed_on", "hosted_on")

_c = configuration_items.c


class RecordWorld(RecordRows):
    """One question's view, with what leads from one object to others."""

    def linked(self, entity: str, link: str) -> Mapping[str, Sequence[str]]:
        root = self._root(entity)
        own: Mapping[tuple[str, str], Callable[[], Mapping[str, Sequence[str]]]] = {
            (CI, "software"): self._software,
            (CI, "holder"): lambda: self._holders,
            (CI, "hosts"): self._hosts,
            (CI, "runs"): lambda: turned(self._hosts()),
            (PEOPLE, "devices"): lambda: turned(self._holders),
            (PEOPLE, "assets"): lambda: turned(self._column(ASSET, "holder_id")),
            (PEOPLE, "owns"): lambda: turned(self._column(CI, "owner_id")),
            (PEOPLE, "manager"): lambda: self._column(PEOPLE, "manager_id"),
            (ASSET, "holder"): lambda: self._column(ASSET, "holder_id"),
            (WORK, "subject"): lambda: self._column(WORK, "subject_id"),
            (WORK, "requester"): lambda: self._column(WORK, "requester_id"),
            (CI, "subnet"): self._subnets,
            (CI, "members"): lambda: turned(self._subnets()),
            (CI, "owner"): lambda: self._column(CI, "owner_id"),
            (PEOPLE, "accounts"): lambda: turned(self._column(ACCOUNT, "owner_id")),
            (ACCOUNT, "owner"): lambda: self._column(ACCOUNT, "owner_id"),
            (ACCOUNT, "entitlements"): lambda: held_by(self._held),
            (ENTITLEMENT, "accounts"): lambda: turned(held_by(self._held)),
        }
        self._may_follow(*_TOLD_BY.get((root, link), (root, (link,))))
        special = own.get((root, link))
        return special() if special else self._referred(entity, link)

    def _may_follow(self, root: str, fields: Sequence[str]) -> None:
        """A link tells what the fields behind it do."""
        shown = self._shown(root)
        for field in fields:
            if shown is not None and field not in shown:
                raise Hidden(f"no rule lets you read the {field} of every {root} ({root}.view)")

    def reached(self, way: Way, targets: Collection[str], hops: int) -> Collection[str]:
        reader = GraphReader(self._connection, sight_of(self._rules, self._principal))
        reader.learn(targets)
        known = [each for each in targets if each in reader.facts]
        direction = Direction.DEPENDENTS if way is Way.DEPENDS_ON else Direction.DEPENDENCIES
        walked = walk(reader, known, direction, hops or FARTHEST)
        ends = (edge.dependent if way is Way.DEPENDS_ON else edge.needed for edge in walked.edges)
        return {*walked.found, *(end for end in ends if end in walked.roots)}

    def heard(self, entity: str, ids: Sequence[str]) -> Mapping[str, Heard]:
        """Which sources state each object, and when; to who may see all of it, as its page does."""
        root = self._root(entity)
        if root == WORK or not ids or self._visible(root).fields is not None:
            return {}
        return heard(self._connection, TABLES[root], ids)

    def past(self, query: Query, ids: Sequence[str]) -> Sequence[Past]:
        """What changed of them; to who may see all of each, as the pages do."""
        root = self._root(query.entity)
        if self._visible(root).fields is not None or root == WORK:
            raise Hidden(f"no rule lets you read all that is on record of every {root}")
        if root == ENTITLEMENT:
            raise Permanent("what changed is told of the accounts that hold it, not of the group")
        days = (query.since, query.until)
        kind = str(TABLES[root].info["object_type"])
        rows = changes(self._connection, kind, ids, days)
        found = (as_past(row, self._called_in_past, query.fields) for row in rows)
        return [each for each in found if each is not None]

    def _called_in_past(self, field: str, value: str | None) -> str:
        """People and items by the names that the asker may see."""
        if not value:
            return ""
        if field in _PEOPLE_FIELDS:
            return value if value.startswith(SYSTEM) else self._called(value)
        return shown(value, self._names_of_items)

    def networks(self) -> Mapping[str, Sequence[str]]:
        """The addresses of everything that has some and a name: subnets, and single devices."""
        if not self._visible(CI).rules:
            return {}
        found = defaultdict[str, list[str]](list)
        shown = self._shown(CI)
        if shown is not None and not {"name", "cidr", "ip_address"} <= shown:
            return {}
        subnets = {each: str(row.get("cidr") or "") for each, row in self.rows("subnet").items()}
        for each, name, address in self._light(CI, _c.name, _c.ip_address):
            found[name] += [text for text in (subnets.get(each, address),) if text]
        return {name: texts for name, texts in found.items() if texts and name}

    def _software(self) -> Mapping[str, Sequence[str]]:
        """Host to software: by the attribute, or by a relation."""
        found = turned(self._referred("software_instance", "host"))
        for software, host in self._relations(_RUNS_ON):
            found[host] = [*found.get(host, []), software]
        return found

    def _hosts(self) -> Mapping[str, Sequence[str]]:
        """What runs on what, by a relation or by the attribute."""
        found = {
            **self._referred("software_instance", "host"),
            **self._referred("database", "host"),
        }
        for item, host in self._relations(_RUNS_ON):
            found[item] = [*found.get(item, []), host]
        return found

    def _subnets(self) -> Mapping[str, Sequence[str]]:
        """In which networks on record an item's address is."""
        nets: dict[tuple[int, int, int], list[str]] = {}  # family, prefix and number
        for each, row in self.rows("subnet").items():
            if (net := network_of(str(row.get("cidr") or ""))) is not None:
                key = (net.version, net.prefixlen, int(net.network_address))
                nets.setdefault(key, []).append(each)
        lengths = sorted({(family, length) for family, length, _ in nets})
        found: dict[str, Sequence[str]] = {}
        for each, text in self._light(CI, _c.ip_address):
            own = network_of(text) if text else None
            for family, length in lengths if own is not None else ():
                if own is not None and own.version == family and own.prefixlen >= length:
                    wide = own.supernet(new_prefix=length)
                    inside = nets.get((family, length, int(wide.network_address)), [])
                    found[each] = [*found.get(each, ()), *inside]
        return found

    def _relations(self, types: Sequence[str]) -> Iterable[tuple[str, str]]:
        """Parent and child of every relation of these types that the asker may read."""
        seen = self._rules.visible(self._principal, "view", ci_relations)
        statement = sa.select(ci_relations.c.parent_id, ci_relations.c.child_id).where(
            ci_relations.c.type.in_(types), seen.where
        )
        return [(parent, child) for parent, child in self._connection.execute(statement)]

    def _referred(self, entity: str, link: str) -> dict[str, Sequence[str]]:
        """What an attribute refers to: an id, or the one name that is the target's."""
        target = self.schema.link(entity, link).target
        by_key = defaultdict[str, set[str]](set)
        for each, name, fqdn in self._light(target, _c.name, _c.fqdn):
            for key in (each, name.casefold(), fqdn.casefold()):
                by_key[key].add(each)
        found: dict[str, Sequence[str]] = {}
        for each, attributes in self._light(entity, _c.attributes):
            key = str(attributes.get(link) or "")
            meant = by_key.get(key) or by_key.get(key.casefold(), set())
            if len(meant) == 1 and key:  # two of one name: which one is meant is not known
                found[each] = [*meant]
        return found
