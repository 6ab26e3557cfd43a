"""What the sandbox court knows: filings and their events, in SQLite, in memory or in a file."""

import json
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from courtlink.flow import BEFORE_ACCEPTANCE
from courtlink.kind_table import row_of
from courtlink.kinds import FilingState

S = FilingState
TABLES = """
CREATE TABLE IF NOT EXISTS filing (ref TEXT PRIMARY KEY, sha256 TEXT, kind TEXT, court TEXT, court_ref TEXT, state TEXT, received_at TEXT, lead TEXT);
CREATE TABLE IF NOT EXISTS event (ref TEXT, number INTEGER, state TEXT, at TEXT, facts TEXT, PRIMARY KEY (ref, number));
CREATE TABLE IF NOT EXISTS effect (id INTEGER PRIMARY KEY, ref TEXT);
"""

FIRST_DATE = {"sequence": -1, "kind": "hearing", "room": "第一法庭", "place": "", "link": "", "contact": ""}


class OtherPapers(Exception):
    """Another package lies under this number, or it is too late."""


class Shelf:
    """Thread-safe; every deed is one transaction."""

    def __init__(self, path: str = ":memory:") -> None:
        self.lock = threading.RLock()
        self.base = sqlite3.connect(path, check_same_thread=False)
        self.base.row_factory = sqlite3.Row
        self.base.executescript(TABLES)

    def take(self, *, ref: str, sha256: str, manifest: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Keep a filing once; return its receipt, and whether it is new. Raises OtherPapers."""
        with self.lock, self.base:
            known = self.filing(ref)
            if known is not None:
                if known["sha256"] != sha256:
                    raise OtherPapers
                return self.receipt(known), False
            now = _now()
            before = self.base.execute("SELECT count(*) FROM filing").fetchone()[0]
            mark = f"SB-{before + 1:06d}"
            lead = next(row["path"] for row in manifest["documents"] if row["role"] == "lead")
            row = (ref, sha256, manifest["kind"], manifest["court"], mark, S.RECEIVED.value, now, lead)
            self.base.execute("INSERT INTO filing VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            self.base.execute("INSERT INTO effect (ref) VALUES (?)", [ref])
            self._happen(ref, S.RECEIVED, {}, now)
            return self.receipt(self.filing(ref)), True

    def decide(self, ref: str, state: str, **facts: Any) -> int:
        """Let something happen to a filing; return the number of the event."""
        with self.lock, self.base:
            known = self.filing(ref)
            if known is None:
                raise KeyError(ref)
            if state == S.ACCEPTED:
                serial = self.base.execute("SELECT count(*) FROM event WHERE state = ?", [S.ACCEPTED.value]).fetchone()[0] + 1
                facts = {"docket_number": f"({datetime.now(UTC).year}){known['court']}{row_of(known['kind']).docket_type}{serial}号"} | facts
            if state == S.RETURNED and "objections" not in facts:
                facts |= {"objections": [{"path": known["lead"], "code": "unclear_facts", "words": "请补充时间和地点"}]}
            self.base.execute("UPDATE filing SET state = ? WHERE ref = ?", [str(state), ref])
            return self._happen(ref, state, facts, _now())

    def summon(self, ref: str, **facts: Any) -> int:
        """Set, move or cancel a date; what is not said stays as it was. Return the number of the event."""
        with self.lock, self.base:
            if self.filing(ref) is None:
                raise KeyError(ref)
            earlier = {row["hearing"]["uid"]: row["hearing"] for row in self.events(ref) if "hearing" in row}
            uid = facts.get("uid") or next(reversed(earlier), f"{ref}@sandbox.court")
            known = earlier.get(uid, FIRST_DATE | _in_a_week())
            told = known | {"uid": uid, "sequence": known["sequence"] + 1, "status": "moved" if uid in earlier else "set"} | facts
            return self._happen(ref, "", {"hearing": told}, _now())

    def withdraw(self, ref: str) -> bool:
        """Take it back; return whether that was new. Raises KeyError, OtherPapers."""
        with self.lock:
            known = self.filing(ref)
            if known is None:
                raise KeyError(ref)
            if known["state"] == S.WITHDRAWN:
                return False
            if known["state"] not in BEFORE_ACCEPTANCE:
                raise OtherPapers
            self.decide(ref, S.WITHDRAWN)
            return True

    def filing(self, ref: str) -> Any:
        """The row of a filing, or None."""
        with self.lock:
            return self.base.execute("SELECT * FROM filing WHERE ref = ?", [ref]).fetchone()

    def filings(self) -> list[dict[str, Any]]:
        """All of them, with how often each took effect."""
        with self.lock:
            return [dict(row) for row in self.base.execute("SELECT f.*, (SELECT count(*) FROM effect e WHERE e.ref = f.ref) AS effects FROM filing f ORDER BY court_ref")]

    def events(self, ref: str, after: int = 0) -> list[dict[str, Any]]:
        """What happened after this number."""
        with self.lock:
            rows = self.base.execute("SELECT * FROM event WHERE ref = ? AND number > ? ORDER BY number", [ref, after]).fetchall()
        return [{"number": row["number"], "state": row["state"], "at": row["at"], **json.loads(row["facts"])} for row in rows]

    def receipt(self, known: Any) -> dict[str, Any]:
        """What whoever delivers it is answered."""
        return {name: known[name] for name in ("sha256", "court_ref", "received_at")} | {"filing": known["ref"]}

    def standing(self, known: Any) -> dict[str, Any]:
        """Where it stands."""
        return {"filing": known["ref"], "state": known["state"], "sha256": known["sha256"], "court_ref": known["court_ref"], "last_event": len(self.events(known["ref"]))}

    def _happen(self, ref: str, state: str, facts: dict[str, Any], at: str) -> int:
        number = int(self.base.execute("SELECT count(*) FROM event WHERE ref = ?", [ref]).fetchone()[0]) + 1
        self.base.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?)", [ref, number, str(state), at, json.dumps(facts, ensure_ascii=False)])
        return number


def _in_a_week() -> dict[str, str]:
    day = datetime.now(UTC).replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=7)  # nine in the morning there
    return {"begins": day.isoformat(), "ends": (day + timedelta(hours=2)).isoformat()}


def _now() -> str:
    return datetime.now(UTC).isoformat()
