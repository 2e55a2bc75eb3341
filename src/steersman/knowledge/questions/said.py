"""The function words of English questions, as far as they are understood."""

from __future__ import annotations

DETERMINERS = frozenset(
    ["the", "a", "an", "all", "any", "every", "each", "our", "of", "these", "those", "my", "some"]
)
PLACING = frozenset(
    ["in", "at", "on", "from", "of", "for", "within", "behind", "by", "to", "with", "inside"]
)
PLACED = (
    *("located in", "based in", "located at", "part of", "working in", "work in", "works in"),
    *("sitting in", "hosted in", "running in", "deployed in", "standing in", "work for"),
)
BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "get", "got", "still"])
DO = frozenset(["do", "does", "did"])
HAVE = frozenset(["have", "has", "had", "having", "with", "contain", "contains"])
NOT = frozenset(
    (
        *("not", "no", "never", "without", "lacking", "lack", "lacks", "except", "excluding"),
        *("outside", "besides"),
    )
)
RELATIVE = frozenset(["that", "which", "who", "whose", "where"])
WHICH = frozenset(["which", "what", "who", "whose"])
FILLERS = frozenset(
    ["still", "currently", "now", "also", "already", "actually", "even", "only", "just", "both"]
)
VERSION_OF = ("version of", "any version of", "release of", "any release of", "copy of")
NOBODY = ("nobody", "no one", "no person", "noone")
DIRECT_OR_NOT = (
    *("directly or indirectly", "directly and indirectly", "direct or indirect", "transitively"),
    *("direct and indirect", "including indirectly", ", directly or indirectly", "indirectly"),
    *(", including indirectly", ", direct and indirect", ", direct or indirect"),
)
# Words that point back at an earlier answer; each question is answered by itself.
POINTING_BACK = frozenset(["those", "these", "them", "they", "ones", "same"])
SOMEBODY = ("somebody", "someone", "anybody", "anyone")
NEEDS = (
    *("depend on", "depends on", "depending on", "rely on", "relies on", "relying on"),
    *("need", "needs", "require", "requires", "dependent on", "are affected by"),
)
SERVES = (
    *("support", "supports", "supporting", "feed", "feeds", "underpin", "underpins"),
    *("used by", "needed by", "required by", "behind"),
)
_NOTHING = (
    *("nothing", "nothing else", "no other service", "no service", "no other system", "no system"),
    *("no server", "no other server"),
)
NOTHING_NEEDS = tuple(f"{nothing} {needs}" for nothing in _NOTHING for needs in NEEDS)
