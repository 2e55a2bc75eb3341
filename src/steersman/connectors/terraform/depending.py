"""Which resource needs which, without what follows from the rest.

Terraform writes into its state all that a resource depends on, however far (it has to destroy
things in that order).  Drawn like that every network would be a star; so a dependency that another
one already implies is left out, and one on something that is no item leads to what is behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from steersman.connectors.terraform.states import Resource

MOST_BETWEEN = 2_500  # relations between the instances of two resources


def needs(direct: Mapping[str, Collection[str]], wanted: Collection[str]) -> dict[str, set[str]]:
    """Of each wanted address the wanted ones that it depends on with nothing in between."""
    far: dict[str, frozenset[str]] = {}
    for address in direct:
        _reach(address, direct, far)
    kept = {
        each: {to for to in far[each] if to in wanted} - {each} for each in wanted if each in far
    }
    return {
        each: {to for to in found if not any(to in kept[other] for other in found - {to})}
        for each, found in kept.items()
    }


def pairs(
    resources: Sequence[Resource], is_item: Callable[[Resource], bool]
) -> Iterator[tuple[Resource, Resource] | str]:
    """Instance and the instance that it needs; a text names a resource with too many of them."""
    instances: defaultdict[str, list[Resource]] = defaultdict(list)
    direct: defaultdict[str, set[str]] = defaultdict(set)
    for each in resources:
        instances[each.address].append(each)
        direct[each.address].update(each.depends_on)
    wanted = {address for address, held in instances.items() if is_item(held[0])}
    for address, targets in needs(direct, wanted).items():
        for target in sorted(targets):
            found = list(_between(instances[address], instances[target]))
            if len(found) > MOST_BETWEEN:
                yield f"{address} to {target}"
            else:
                yield from found


def _reach(
    address: str, direct: Mapping[str, Collection[str]], far: dict[str, frozenset[str]]
) -> None:
    """Fill ``far`` for an address and all behind it, without recursion; circles end."""
    waiting = [(address, False)]
    open_: set[str] = set()
    while waiting:
        each, is_done = waiting.pop()
        if is_done:
            behind = direct.get(each, ())
            far[each] = frozenset(behind).union(*(far.get(to, frozenset()) for to in behind))
        elif each not in far and each not in open_:
            open_.add(each)
            waiting.append((each, True))
            waiting += [(to, False) for to in direct.get(each, ())]


def _between(
    sources: Sequence[Resource], targets: Sequence[Resource]
) -> Iterator[tuple[Resource, Resource]]:
    """Instances of one module need those of the same one; of one set of indexes, the same index."""
    pairwise = {each.index for each in sources} == {each.index for each in targets}
    by_module: defaultdict[str, list[Resource]] = defaultdict(list)
    for target in targets:
        by_module[target.module].append(target)
    for source in sources:
        near = by_module.get(source.module) or targets
        for target in near:
            if not pairwise or source.index == target.index:
                yield source, target
