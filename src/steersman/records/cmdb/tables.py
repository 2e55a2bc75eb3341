"""Where configuration items and their relations are kept.

On the wire these are ServiceNow's ``cmdb_ci`` and ``cmdb_rel_ci`` (parent, type, child).
"""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import JSON, text_column
from steersman.records.store import metadata

configuration_items = sa.Table(
    "configuration_items",
    metadata,
    text_column("id", key=True),
    text_column("ci_class"),
    text_column("name"),
    text_column("description"),
    text_column("life_cycle_stage"),
    text_column("life_cycle_status"),
    text_column("owner", refers_to="people"),
    text_column("managed_by"),  # the name of a team
    text_column("criticality"),  # "1" most to "4" least, empty: not known
    text_column("environment"),
    text_column("location"),
    text_column("serial"),
    text_column("asset_tag"),
    text_column("fqdn"),
    text_column("ip_address"),
    text_column("installed_on"),
    text_column("retired_on"),
    text_column("last_patched_on"),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("updated_at", sa.Double, nullable=False),
    sa.Column("last_seen", sa.Double, nullable=False),
    text_column("search_key"),  # case-folded words to look for
    sa.Column("conflicts", sa.Integer, nullable=False),  # attributes that sources disagree about
    sa.Column("attributes", JSON, nullable=False),  # of the class, empty ones left out
    sa.Index("configuration_items_by_class", "ci_class", "name"),
    sa.Index("configuration_items_by_name", "name", "id"),
    sa.Index("configuration_items_by_owner", "owner"),
    sa.Index("configuration_items_by_location", "location", "ci_class"),
    sa.Index("configuration_items_by_address", "ip_address"),
    sa.Index("configuration_items_by_last_seen", "last_seen"),
    info={"object_type": "configuration_item", "derived": ("search_key", "conflicts")},
)
ci_relations = sa.Table(
    "ci_relations",
    metadata,
    text_column("id", key=True),  # computed from parent, type and child
    text_column("parent_id", refers_to="configuration_items"),
    text_column("type"),
    text_column("child_id", refers_to="configuration_items"),
    text_column("origin"),  # declared, discovered
    text_column("source"),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("last_seen", sa.Double, nullable=False),
    sa.UniqueConstraint("parent_id", "type", "child_id", name="ci_relations_once"),
    sa.Index("ci_relations_by_child", "child_id", "type", "parent_id"),  # covers a hop of the graph
    info={"object_type": "ci_relation"},
)
# What several sources say about one relation: it goes when the last one no longer says so.
ci_relation_sources = sa.Table(
    "ci_relation_sources",
    metadata,
    text_column("relation_id", key=True),
    text_column("source_name", key=True),
    sa.Column("last_seen", sa.Double, nullable=False),
    sqlite_with_rowid=False,
)
# What identifies an item, normalised: "hardware.serial:abc123".  Two items with one key are
# candidates for a duplicate.
ci_identifiers = sa.Table(
    "ci_identifiers",
    metadata,
    text_column("key", key=True),
    text_column("ci_id", key=True),
    sa.Index("ci_identifiers_of_item", "ci_id"),
    sqlite_with_rowid=False,
)
# Attributes that this installation added to a class (and so to the classes below it).
custom_attributes = sa.Table(
    "custom_attributes",
    metadata,
    text_column("ci_class", key=True),
    text_column("name", key=True),
    text_column("title"),
    text_column("type"),
    text_column("mark"),
    sa.Column("choices", sa.JSON, nullable=False),
    text_column("refers_to"),
)
# Two items that were one.  ``gone`` is what undoing needs to bring the duplicate back exactly.
ci_merges = sa.Table(
    "ci_merges",
    metadata,
    text_column("id", key=True),
    text_column("kept", refers_to="configuration_items"),
    text_column("merged"),
    sa.Column("gone", sa.JSON, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    text_column("by"),
    text_column("reason"),
    sa.Column("undone_at", sa.Double),
    text_column("undone_by"),
    sa.Index("ci_merges_of_kept", "kept"),
    sa.Index("ci_merges_of_merged", "merged"),
)
# Edits of many items by hand.  ``changes`` is what undoing needs, a row for each item and field.
ci_edits = sa.Table(
    "ci_edits",
    metadata,
    text_column("id", key=True),
    sa.Column("at", sa.Double, nullable=False),
    text_column("by"),
    text_column("reason"),
    sa.Column("said", sa.JSON, nullable=False),
    sa.Column("changes", sa.JSON, nullable=False),
    sa.Column("undone_at", sa.Double),
    text_column("undone_by"),
    sa.Index("ci_edits_at", "at"),
)
# Which source is right about which attributes here; asked before the rules that ship.
reconciliation_rules = sa.Table(
    "reconciliation_rules",
    metadata,
    text_column("name", key=True),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("sources", sa.JSON, nullable=False),  # the best first
    sa.Column("exclusive", sa.Boolean, nullable=False),
    sa.Column("blank_counts", sa.Boolean, nullable=False),
)
# What the words of each source for the kinds of its items mean, as a person said.
ci_kinds = sa.Table(
    "ci_kinds",
    metadata,
    text_column("source", key=True),
    text_column("plain_word", key=True),
    text_column("word"),
    text_column("ci_class"),
    text_column("by"),
    sa.Column("at", sa.Double, nullable=False),
)
# What is known about a source of items: when it last spoke, how long it may be silent, and, of a
# system that is asked again and again, what came of asking it last.
ci_sources = sa.Table(
    "ci_sources",
    metadata,
    text_column("name", key=True),
    sa.Column("stale_after_days", sa.Double, nullable=False),
    sa.Column("last_import", sa.Double, nullable=False),  # 0: never
    text_column("last_by"),
    sa.Column("last_counts", sa.JSON, nullable=False),
    sa.Column("asked_at", sa.Double),  # NULL: a source of files, which nobody asks
    sa.Column("asking_until", sa.Double),  # who asks it now has until then
    sa.Column("read_at", sa.Double),  # when what it listed was last taken in
    sa.Column("whole_at", sa.Double),  # and when that was all that it has
    sa.Column("last_found", sa.JSON, nullable=False, default=dict),
)
