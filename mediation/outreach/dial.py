"""Call an address that somebody else named, without being led into our own network.

The name is resolved once, every address it has is checked, and the connection goes to a checked address:
a name that points elsewhere a moment later (DNS rebinding) changes nothing. Redirects are answers, not followed.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

TIME_OUT = 15  # seconds from the connection to the answer, however slowly the other side drips
TO_CONNECT, MOST_ADDRESSES = 5, 2
UNICAST_V6 = ip_network("2000::/3")  # everything else of IPv6 is private, multicast, or an IPv4 address in disguise
PORTS = {"https": 443, "http": 80}


class NotAllowedError(Exception):
    """This address is not one that we call."""


class NoAnswerError(Exception):
    """Nobody answered in time, or not in HTTP."""


class Reply(NamedTuple):
    """What matters of an answer; `body` is read only as far as the caller asked for, and one byte more shows that there was more."""

    status: int
    retry_after: str
    body: bytes = b""


class _Pinned(http.client.HTTPConnection):
    """A connection to checked addresses; TLS is still proved for the name."""

    def __init__(self, where: SplitResult, addresses: list[str], seconds: float) -> None:
        super().__init__(str(where.hostname), where.port or PORTS[where.scheme], timeout=seconds)
        self.addresses = addresses[:MOST_ADDRESSES]
        self.tls = ssl.create_default_context() if where.scheme == "https" else None
        self.seconds, self.alarm = seconds, threading.Timer(seconds, self._hang_up)

    def connect(self) -> None:
        """Try the addresses in turn; raises what the last one raised."""
        for address in self.addresses:
            try:
                self.sock = socket.create_connection((address, self.port), TO_CONNECT)
                break
            except OSError:
                if address == self.addresses[-1]:
                    raise
        self.sock.settimeout(self.seconds)
        self.alarm.start()
        if self.tls:
            self.sock = self.tls.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def close(self) -> None:
        """Leave, and let nobody ring any more."""
        self.alarm.cancel()
        super().close()

    def _hang_up(self) -> None:
        """End the call from outside: whoever waits on it is told."""
        with contextlib.suppress(OSError):  # it may have ended by itself
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def post(url: str, *, headers: Mapping[str, str], body: bytes) -> Reply:
    """Send these bytes once and read no answer but its status. Raises NotAllowedError, NoAnswerError."""
    return call("POST", url, headers=headers, body=body)


def call(method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", networks: Sequence[str] | None = None, seconds: float | None = None, read: int = 0) -> Reply:
    """Call once and read at most `read` bytes (and one more) of the answer. `networks` are not public and may yet be called. Raises NotAllowedError, NoAnswerError."""
    where = _read(url)
    line = _Pinned(where, addresses_of(where, networks), seconds or TIME_OUT)
    try:
        line.request(method, f"{where.path or '/'}{'?' + where.query if where.query else ''}", body or None, dict(headers))
        answer = line.getresponse()
        return Reply(answer.status, answer.headers.get("Retry-After", ""), answer.read(read + 1) if read else b"")
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise NoAnswerError(type(fault).__name__) from fault
    finally:
        line.close()


def check(url: str, networks: Sequence[str] | None = None) -> None:
    """Refuse an address that would never be called; a name that cannot be looked up now may come later. Raises NotAllowedError."""
    with contextlib.suppress(NoAnswerError):
        addresses_of(_read(url), networks)


def addresses_of(where: SplitResult, networks: Sequence[str] | None = None) -> list[str]:
    """Every address of the name, when all of them may be called. Raises NotAllowedError, NoAnswerError."""
    try:
        rows = socket.getaddrinfo(where.hostname, where.port or PORTS[where.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise NoAnswerError("no such name") from fault
    found = [str(row[4][0]) for row in rows]
    for written in found:
        address = ip_address(written)
        if not _may_call(address, settings.WEBHOOK_NETWORKS if networks is None else networks) or (
            where.scheme == "http" and not (address.is_loopback and (settings.DEMO or settings.DEBUG))
        ):
            raise NotAllowedError(f"{where.scheme} to {address}")
    return found


def _read(url: str) -> SplitResult:
    """The parts of an address that can be called. Raises NotAllowedError."""
    try:
        where = urlsplit(url)
        usable = bool(where.scheme in PORTS and where.hostname and where.port != 0 and "@" not in where.netloc)
    except ValueError as fault:
        raise NotAllowedError("no address") from fault
    if not usable or not url.isascii() or any(c.isspace() or not c.isprintable() for c in url):
        raise NotAllowedError("no address")
    return where


def _may_call(address: IPv4Address | IPv6Address, networks: Sequence[str]) -> bool:
    """Public, or in a network that the operator named; never an IPv6 address that carries an IPv4 one."""
    if any(address in ip_network(network) for network in networks):
        return True
    if isinstance(address, IPv6Address) and (address not in UNICAST_V6 or address.sixtofour is not None):
        return False
    return address.is_global and not address.is_multicast
