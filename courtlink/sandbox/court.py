"""The sandbox court itself: shelf, callbacks, faults, and the HTTP server in front of them."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

from joserfc.jwk import KeySet

from courtlink.kinds import FilingState
from courtlink.sandbox.caller import Call, Caller
from courtlink.sandbox.door import Door
from courtlink.sandbox.shelf import Shelf
from mediation.outreach import signing

S = FilingState
WAYS: dict[str, list[tuple[str, dict[str, Any]]]] = {  # what --answer leads to
    "accept": [(S.UNDER_REVIEW, {}), (S.ACCEPTED, {})],
    "return": [(S.UNDER_REVIEW, {}), (S.RETURNED, {"remark": "请补正后再提交"})],
    "reject": [(S.UNDER_REVIEW, {}), (S.REJECTED, {"reason": "not_this_court", "remark": "不属于本院管辖"})],
}


class Dropped(Exception):
    """The line is cut."""


@dataclass
class Faults:
    """How badly it behaves; nothing of it by default."""

    delay: float = 0  # seconds at most before each answer
    drop: float = 0  # share of requests that are cut off, before or after the deed
    double: float = 0  # share of callbacks that come twice
    reorder: bool = False
    luck: random.Random = field(default_factory=random.Random)
    held: Callable[[str, str], None] | None = None  # called with ("before" or "after", path): a test may hold a request there

    def at(self, moment: str, path: str) -> None:
        """Before or after the deed: wait, be held, or cut the line."""
        if self.held:
            self.held(moment, path)
        if self.delay:
            time.sleep(self.luck.uniform(0, self.delay / 2))
        if self.luck.random() < self.drop / 2:
            raise Dropped


class SandboxCourt:
    """`keys` are those of the installation that files here, asked for whenever they are needed."""

    def __init__(self, *, keys: Callable[[], KeySet], callback: str, port: int = 0, path: str = ":memory:", answer: str = "", faults: Faults | None = None, key: str = "") -> None:
        self.keys, self.answer, self.faults, self.shelf = keys, answer, faults or Faults(), Shelf(path)
        self.private = key or signing.new_keys().split()[1]
        self.caller = Caller(callback, self.private, double=self.faults.double, reorder=self.faults.reorder, luck=self.faults.luck)
        court = self
        self.server = ThreadingHTTPServer(("127.0.0.1", port), type("DoorOfThisCourt", (Door,), {"court": court}))
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def public_key(self) -> str:
        """What its callbacks are checked with."""
        return signing.public_of(self.private)

    def start(self) -> "SandboxCourt":
        """Open, in threads of its own."""
        self.caller.start()
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def stop(self) -> None:
        """Close."""
        self.caller.stopped.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def decide(self, ref: str, state: str, **facts: object) -> None:
        """Let something happen, and call back."""
        number = self.shelf.decide(ref, state, **facts)
        self.tell(ref, number, state)

    def summon(self, ref: str, **facts: object) -> None:
        """Set, move or cancel a date, and call back."""
        self.tell(ref, self.shelf.summon(ref, **facts), "hearing")

    def taken(self, ref: str) -> None:
        """A new filing has come: acknowledge it, and decide when told to decide by itself."""
        self.tell(ref, 1, S.RECEIVED)
        for state, facts in WAYS.get(self.answer, []):
            self.decide(ref, state, **facts)

    def tell(self, ref: str, number: int, state: str) -> None:
        """Queue a callback."""
        self.caller.waiting.put(Call(ref, self.shelf.filing(ref)["court_ref"], number, str(state)))
