"""Numbers as lib0 writes them: seven bits a byte, the lowest first."""

LONGEST = 8  # bytes: 56 bits, more than any number a browser has


class MalformedError(Exception):
    """Bytes that are not what they should be."""


def number(given: bytes) -> tuple[int, bytes]:
    """A number and what follows it; MalformedError when there is none."""
    value = 0
    for place, byte in enumerate(given[:LONGEST]):
        value |= (byte & 127) << (7 * place)
        if byte < 128:
            return value, given[place + 1 :]
    raise MalformedError("no number")


def encoded(value: int) -> bytes:
    """The bytes of a number."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def clocks(state: bytes) -> dict[int, int]:
    """How many changes of each peer a document has."""
    count, rest = number(state)
    found = {}
    for _peer in range(count):
        peer, rest = number(rest)
        found[peer], rest = number(rest)
    return {peer: clock for peer, clock in found.items() if clock}
