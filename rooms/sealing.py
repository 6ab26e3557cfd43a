"""The arithmetic of sealed bids: commitment, chain, comparison. Pure; docs/sealed-bids.md gives the exact bytes, ui/bids.js does the same in the browser."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any

from mediation.ledger.chain import GENESIS, canonical, link

CENT = Decimal("0.01")


def bid_bytes(*, case: str, attempt: int, bidding: int, side: str, amount: Decimal) -> bytes:
    """Return what is hashed with the random number. Case, numbers and side stand in it, so that a copied commitment is worth nothing."""
    return canonical({"amount": f"{amount:.2f}", "bidding": bidding, "case": case, "round": attempt, "side": side})


def commitment_of(nonce: bytes, bid: bytes) -> str:
    """Return sha256(random number ‖ bid) as hex."""
    return sha256(nonce + bid).hexdigest()


def first_link(question: dict[str, Any]) -> str:
    """Return the beginning of the chain: the question that both sides answer."""
    return link(GENESIS, question).hex()


def next_link(before: str, *, side: str, commitment: str, at: datetime) -> str:
    """Return the link of a commitment; it covers everything before it."""
    return link(bytes.fromhex(before), {"at": at, "commitment": commitment, "side": side}).hex()


def midpoint(*, least: Decimal, most: Decimal) -> Decimal | None:
    """Return the middle of what one side at least takes and the other at most pays, half a cent upward; None when they do not meet."""
    return ((least + most) / 2).quantize(CENT, ROUND_HALF_UP) if least <= most else None
