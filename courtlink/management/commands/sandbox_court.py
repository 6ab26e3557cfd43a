"""Run a court for trying things out, on this machine only (docs/court-link.md)."""

import json
import random
import signal
import time
import urllib.request
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from joserfc.jwk import KeySet

from courtlink import jws
from courtlink.sandbox.court import WAYS, Faults, SandboxCourt
from mediation.outreach import signing

SECONDS = 5
FRESH = 10  # seconds for which keys are not asked for again


class Command(BaseCommand):
    """Speaks the court protocol; connect to it with the line that it prints."""

    help = __doc__
    requires_system_checks: list[str] = []  # it needs no database

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, and how badly it behaves."""
        parser.add_argument("--port", type=int, default=9090)
        parser.add_argument("--answer", choices=sorted(WAYS), default="", help="decide by itself; otherwise POST /sandbox/filings/NUMBER decides")
        parser.add_argument("--delay", type=float, default=0, help="seconds at most before each answer")
        parser.add_argument("--drop", type=float, default=0, help="share of requests that are cut off")
        parser.add_argument("--double", type=float, default=0, help="share of callbacks that come twice")
        parser.add_argument("--reorder", action="store_true", help="callbacks in the wrong order")
        parser.add_argument("--seed", type=int, default=None, help="the same misfortune again")
        parser.add_argument("--store", default=":memory:", help="a file that outlives it")
        parser.add_argument("--jwks", default=f"{settings.PUBLIC_URL}/court/v1/jwks.json", help="public keys of the installation: an address or a file")
        parser.add_argument("--callback", default=f"{settings.PUBLIC_URL}/court/v1/callbacks")

    def handle(self, *args: Any, port: int, answer: str, store: str, jwks: str, callback: str, **options: Any) -> None:
        """Serve until Ctrl-C."""
        faults = Faults(options["delay"], options["drop"], options["double"], options["reorder"], random.Random(options["seed"]))
        court = SandboxCourt(keys=lambda: _keys(jwks, int(time.monotonic() / FRESH)), callback=callback, port=port, path=store, answer=answer, faults=faults, key=_kept_key(store))
        self.stdout.write(f"Sandbox court at {court.url}\n  manage.py connect_court 滨江法院 --url {court.url} --key {court.public_key}")
        self.stdout.flush()
        for number in (signal.SIGINT, signal.SIGTERM):  # a shell may have had it ignore Ctrl-C
            signal.signal(number, signal.default_int_handler)
        court.caller.start()
        try:
            court.server.serve_forever()
        except KeyboardInterrupt:
            court.caller.stopped.set()


@lru_cache(maxsize=1)
def _keys(source: str, _moment: int) -> KeySet:
    if source.startswith(("http://", "https://")):
        with urllib.request.urlopen(source, timeout=SECONDS) as answer:  # noqa: S310 - the address comes from whoever starts it
            return jws.key_set(json.load(answer))
    return jws.key_set(json.loads(Path(source).read_text(encoding="utf-8")))


def _kept_key(store: str) -> str:
    """The key beside a kept store; a store in memory has a new one each time."""
    if store == ":memory:":
        return ""
    path = Path(f"{store}.key")
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(signing.new_keys().split()[1], encoding="ascii")
    return path.read_text(encoding="ascii")
