"""The sandbox court's callbacks: signed, repeated until they are heard, twice or in the wrong order when it is told to."""

import json
import queue
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from mediation.outreach import dial, signing

BACK_OFF = (0, 0.5, 2, 10, 60)  # seconds before each try
HEARD = range(200, 300)
LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True, slots=True)
class Call:
    """One callback to be made."""

    ref: str
    court_ref: str
    number: int
    state: str


class Caller(threading.Thread):
    """Makes the callbacks, one after the other."""

    def __init__(self, url: str, private: str, *, double: float = 0, reorder: bool = False, networks: Sequence[str] = LOOPBACK, luck: random.Random | None = None) -> None:
        super().__init__(daemon=True)
        self.url, self.private, self.double, self.reorder, self.networks = url, private, double, reorder, networks
        self.luck, self.waiting, self.stopped = luck or random.Random(), queue.Queue[Call](), threading.Event()
        self.unheard = 0

    def run(self) -> None:
        """Until it is stopped."""
        while not self.stopped.is_set():
            try:
                calls = [self.waiting.get(timeout=0.05)]
            except queue.Empty:
                continue
            if self.reorder:  # what comes within a moment is told the other way round
                time.sleep(0.05)
                while not self.waiting.empty():
                    calls.append(self.waiting.get())
                calls.reverse()
            for call in calls:
                for _time in range(2 if self.luck.random() < self.double else 1):
                    self.tell(call)
                self.waiting.task_done()

    def tell(self, call: Call) -> int:
        """One callback, until it is heard or the tries are over; return the last status."""
        at = datetime.now(UTC)
        data = {"filing": call.ref, "court_ref": call.court_ref, "event": call.number}
        body = json.dumps({"type": f"filing.{call.state}", "timestamp": at.isoformat(), "data": data}).encode()
        status = 0
        for wait in BACK_OFF:
            if self.stopped.wait(wait):
                break
            status = self._call(f"evt_{call.ref}_{call.number}", body)
            if status in HEARD:
                return status
        self.unheard += 1
        return status

    def _call(self, ident: str, body: bytes) -> int:
        now = int(time.time())
        signature = signing.sign(self.private, ident=ident, at=now, body=body)
        headers = {"Content-Type": "application/json", "webhook-id": ident, "webhook-timestamp": str(now), "webhook-signature": signature}
        try:
            return dial.call("POST", self.url, headers=headers, body=body, networks=self.networks).status
        except (dial.NoAnswerError, dial.NotAllowedError):
            return 0
