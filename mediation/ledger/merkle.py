"""Merkle trees as in RFC 6962, section 2.1: one hash stands for many, and a short path proves that one of them was among them."""

from hashlib import sha256

Path = list[tuple[str, bytes]]  # from the leaf upwards: on which side the other hash stands, and the hash


def leaf(data: bytes) -> bytes:
    """The hash of a leaf; the prefix keeps a node from being passed off as one."""
    return sha256(b"\x00" + data).digest()


def root(leaves: list[bytes]) -> bytes:
    """The hash over the hashes of all leaves."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    cut = _cut(len(leaves))
    return _node(root(leaves[:cut]), root(leaves[cut:]))


def path(leaves: list[bytes], place: int) -> Path:
    """What one needs beside a leaf to reach the root."""
    if len(leaves) == 1:
        return []
    cut = _cut(len(leaves))
    if place < cut:
        return [*path(leaves[:cut], place), ("right", root(leaves[cut:]))]
    return [*path(leaves[cut:], place - cut), ("left", root(leaves[:cut]))]


def climb(start: bytes, steps: Path) -> bytes:
    """The root that a leaf and its path lead to."""
    for side, other in steps:
        start = _node(start, other) if side == "right" else _node(other, start)
    return start


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _cut(count: int) -> int:
    """The largest power of two below the number of leaves."""
    return 1 << (count - 1).bit_length() - 1
