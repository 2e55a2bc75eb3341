"""The Merkle tree over the entries (RFC 6962 section 2.1), grown without reading it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_sha256 = hashlib.sha256


class Tree:
    """A tree that remembers only its full subtrees: at most one per bit of its size.

    Leaves are the 32-byte hashes of the entries.
    """

    def __init__(self) -> None:
        self.size = 0
        self._peaks: dict[int, bytes] = {}  # height: hash of the full subtree of that height

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append ``leaves``: about one hash for each, besides its own, however large the tree."""
        nodes = [_sha256(b"\0" + leaf).digest() for leaf in leaves]
        self.size += len(nodes)
        height = 0
        while nodes:
            if height in self._peaks:
                nodes.insert(0, self._peaks.pop(height))
            if len(nodes) % 2:
                self._peaks[height] = nodes.pop()
            pairs = zip(nodes[::2], nodes[1::2], strict=True)
            nodes = [_sha256(b"\1" + left + right).digest() for left, right in pairs]
            height += 1

    def root(self) -> bytes:
        """The 32-byte root over every leaf so far; of an empty tree, the hash of nothing."""
        if not self._peaks:
            return _sha256(b"").digest()
        smallest, *larger = (self._peaks[height] for height in sorted(self._peaks))
        root = smallest
        for peak in larger:
            root = _sha256(b"\1" + peak + root).digest()
        return root

    def peaks(self) -> str:
        """The full subtrees, largest first, in hex: what ``resumed`` goes on from."""
        return " ".join(self._peaks[height].hex() for height in sorted(self._peaks, reverse=True))

    @classmethod
    def resumed(cls, size: int, peaks: str) -> Tree:
        """The tree of ``size`` leaves with these subtrees.  Compare its root with a signed one."""
        heights = [height for height in range(size.bit_length()) if size >> height & 1]
        tree = cls()
        tree.size = size
        hashes = [bytes.fromhex(peak) for peak in peaks.split()]
        tree._peaks = dict(zip(reversed(heights), hashes, strict=True))
        return tree
