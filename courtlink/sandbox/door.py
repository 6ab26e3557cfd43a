"""The HTTP side of the sandbox court: the five operations of docs/court-link.md, each request checked for its signature."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from courtlink import jws
from courtlink.adapters.court_rules import problems_of
from courtlink.adapters.http import digest_of, request_text
from courtlink.sandbox.shelf import OtherPapers
from courtlink.verify import verify

if TYPE_CHECKING:
    from courtlink.sandbox.court import SandboxCourt

PATH = re.compile(r"^/court/v1/filings/([0-9A-Za-z]{1,40})(?:/(check|withdraw|events))?$")
TOLERANCE = timedelta(minutes=5)
MOST_MB = 200
PROBLEM, JSON = "application/problem+json", "application/json"


class Door(BaseHTTPRequestHandler):
    """One request."""

    court: "SandboxCourt"

    def do_PUT(self) -> None:
        """Deliver."""
        self._serve("PUT", {None: self._submit})

    def do_POST(self) -> None:
        """Dry run, take back, or (for people at this machine) decide."""
        if self.path.startswith("/sandbox/filings/"):
            self._decide()
        else:
            self._serve("POST", {"check": self._check, "withdraw": self._withdraw})

    def do_GET(self) -> None:
        """Where it stands, what happened, or (for people at this machine) everything."""
        if self.path == "/sandbox/filings":
            self._say(200, {"filings": self.court.shelf.filings()})
        else:
            self._serve("GET", {None: self._status, "events": self._events})

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def _serve(self, method: str, deeds: dict[str | None, Any]) -> None:
        """Check who calls, do it, answer; the faults strike before or after the deed."""
        from courtlink.sandbox.court import Dropped  # the court knows its door, the door only this of the court

        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = PATH.match(urlsplit(self.path).path)
        try:
            self.court.faults.at("before", self.path)
            if found is None or found[2] not in deeds:
                status, said = 404, {"title": "no such address"}
            elif wrong := self._unsigned(method, body):
                status, said = 401, {"title": wrong}
            else:
                status, said = deeds[found[2]](found[1], body)
            self.court.faults.at("after", self.path)
        except Dropped:
            self.close_connection = True
            self.connection.close()
            return
        self._say(status, said)

    def _unsigned(self, method: str, body: bytes) -> str:
        """What is wrong with the signature of this request, or nothing."""
        date, digest, signature = (self.headers.get(name, "") for name in ("Date", "Digest", "JWS-Signature"))
        if digest != digest_of(body):
            return "the digest is not that of the body"
        try:
            if abs(datetime.now(UTC) - parsedate_to_datetime(date)) > TOLERANCE:
                return "too old, or from the future"
            jws.verify(signature, request_text(method, self.path, date, digest), self.court.keys())
        except (ValueError, TypeError, jws.BadSignature):
            return "not signed by a sender who is known here"
        return ""

    def _submit(self, ref: str, body: bytes) -> tuple[int, dict[str, Any]]:
        if self.headers.get("Idempotency-Key") != ref:
            return 400, {"title": "Idempotency-Key and number differ"}
        sha256 = hashlib.sha256(body).hexdigest()
        known = self.court.shelf.filing(ref)
        problems = [] if known else problems_of(body, self.court.keys(), ref=ref, policy={"max_mb": MOST_MB})
        if problems:
            return 422, {"title": "not taken", "problems": _shown(problems)}
        try:
            receipt, fresh = self.court.shelf.take(ref=ref, sha256=sha256, manifest=verify(body, None).manifest if not known else {})
        except OtherPapers:
            return 409, {"title": "other papers lie under this number"}
        if fresh:
            self.court.taken(ref)
        return 201 if fresh else 200, receipt

    def _check(self, ref: str, body: bytes) -> tuple[int, dict[str, Any]]:
        return 200, {"problems": _shown(problems_of(body, self.court.keys(), ref=ref, policy={"max_mb": MOST_MB}))}

    def _status(self, ref: str, _body: bytes) -> tuple[int, dict[str, Any]]:
        known = self.court.shelf.filing(ref)
        return (200, self.court.shelf.standing(known)) if known else (404, {"title": "unknown"})

    def _events(self, ref: str, _body: bytes) -> tuple[int, dict[str, Any]]:
        after = parse_qs(urlsplit(self.path).query).get("after", ["0"])[0]
        if not self.court.shelf.filing(ref) or not after.isdecimal():
            return 404, {"title": "unknown"}
        return 200, {"events": self.court.shelf.events(ref, int(after))}

    def _withdraw(self, ref: str, _body: bytes) -> tuple[int, dict[str, Any]]:
        try:
            if self.court.shelf.withdraw(ref):
                self.court.tell(ref, len(self.court.shelf.events(ref)), "withdrawn")
        except KeyError:
            return 404, {"title": "unknown"}
        except OtherPapers:
            return 409, {"title": "the court has decided"}
        return 200, self.court.shelf.standing(self.court.shelf.filing(ref))

    def _decide(self) -> None:
        """For people and tests: {"state", "docket_number", "reason", "remark", "result", "objections"}, or {"hearing": {…}}."""
        try:
            said = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            ref = self.path.rpartition("/")[2]
            if "hearing" in said:
                self.court.summon(ref, **said["hearing"])
            else:
                self.court.decide(ref, said.pop("state"), **said)
        except (KeyError, ValueError, TypeError, AttributeError):
            self._say(422, {"title": "a state and what belongs to it, or a hearing, for a filing that is here"})
        else:
            self._say(202, {})

    def _say(self, status: int, said: dict[str, Any]) -> None:
        raw = json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", JSON if status < 400 else PROBLEM)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def _shown(problems: list[Any]) -> list[dict[str, str]]:
    return [{"path": problem.path, "code": problem.code, "words": problem.sentence} for problem in problems]
