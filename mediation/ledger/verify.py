"""Walk a hash chain and name the first link that does not hold."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from mediation.ledger.chain import GENESIS, link

Row = tuple[int, bytes, bytes, dict[str, Any]]  # seq, prev_hash, hash, payload


class Fault(StrEnum):
    """What is wrong with a link."""

    GAP = "gap"  # another number stands where this one belongs, or the chain was cut short
    WRONG_PREV = "wrong-prev"  # it follows something else than the link before
    WRONG_HASH = "wrong-hash"  # its words are not the words that were hashed
    WRONG_HEAD = "wrong-head"  # the whole chain holds, but it is not the chain whose head was kept elsewhere


class Broken(NamedTuple):
    """The first link that does not hold; `seq` is the number that was expected there."""

    seq: int
    fault: Fault


def verify(rows: Iterable[Row], *, length: int | None = None, head: bytes | None = None) -> Broken | None:
    """Return the first broken link of one chain (seq from 1), or None when it holds.

    A chain that lost its tail is sound in itself: only `length` and `head`, kept outside of it, uncover that.
    """
    seq, prev = 0, GENESIS
    for seq, row in enumerate(rows, start=1):
        fault = _fault(row, seq, prev)
        if fault is not None:
            return Broken(seq, fault)
        prev = bytes(row[2])
    if length is not None and seq != length:
        return Broken(min(seq, length) + 1, Fault.GAP)
    if head is not None and prev != bytes(head):
        return Broken(seq, Fault.WRONG_HEAD)
    return None


def _fault(row: Row, expected: int, prev: bytes) -> Fault | None:
    seq, prev_hash, own_hash, payload = row
    if seq != expected:
        return Fault.GAP
    if bytes(prev_hash) != prev:
        return Fault.WRONG_PREV
    try:
        sound = link(prev, payload) == bytes(own_hash)
    except (TypeError, ValueError):
        # Nothing that a chain refuses to hash can ever have been hashed.
        sound = False
    return None if sound else Fault.WRONG_HASH
