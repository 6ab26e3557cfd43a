"""Whether a paper is as it was signed, and by whom: the strictest reading of every signature in it.

Every byte has to be covered, what came after a signature has to be another signature or a proof of time, every
certificate has to lead to a root that is trusted, and no place for a signature may be left empty.
"""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.papers.signing.port import Trust, trusted_here
from mediation.refusals import Invalid, TooMany

LARGEST = 30 * 1024 * 1024  # bytes
PATIENCE = 40  # seconds; the cell's own limit of CPU comes first on a machine that is not overloaded
AT_ONCE = 2  # papers that one process has examined at a time
TURN = 10  # seconds to wait for one's turn
CELL = Path(__file__).with_name("cell.py")

_turns = BoundedSemaphore(AT_ONCE)


class Outcome(models.TextChoices):
    """What can be said of the whole paper, in the order of what matters more."""

    UNCHANGED = "unchanged", _("Unchanged since it was signed")
    CHANGED = "changed", _("Changed after signing")
    UNKNOWN = "unknown", _("Signed by somebody we do not know")
    INCOMPLETE = "incomplete", _("A signature is missing")
    UNSIGNED = "unsigned", _("No signature")


class Since(models.TextChoices):
    """What was added to the paper after a signature."""

    NOTHING = "nothing", _("Nothing was added afterwards.")
    PROOFS = "proofs", _("Only proofs of time were added afterwards.")
    SIGNATURES = "signatures", _("Only further signatures were added afterwards.")
    OTHER = "other", _("Something else was changed afterwards.")


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature: who, as what, when, and how it stands."""

    who: str
    role: str
    at: datetime | None  # as the signer's clock says, or as a time-stamp proves
    proved: bool  # by a time-stamp of an authority that is trusted
    words: str
    intact: bool
    trusted: bool
    since: Since

    @property
    def standing(self) -> Any:
        """How it stands, in one sentence."""
        if not self.intact:
            return _("This signature does not hold for this file.")
        return _("This signature holds.") if self.trusted else _("What it covers is unchanged, but we do not know who signed.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The paper as a whole and signature by signature."""

    outcome: Outcome
    signatures: tuple[Signed, ...]
    missing: int  # places that were left empty


class Unreadable(Invalid):
    """No PDF, a damaged or encrypted one, or one that is made to do harm."""

    code = "paper-unreadable"


def examine(pdf: bytes, *, trust: Trust | None = None) -> Verdict:
    """Examine a paper against the roots of this installation or others; raises Unreadable, and TooMany when many wait."""
    if len(pdf) > LARGEST:
        raise Unreadable(_("The file is too large; papers of ours have at most 30 MB."))
    if not pdf.startswith(b"%PDF-"):
        raise _unreadable()
    if not _turns.acquire(timeout=TURN):
        raise TooMany(_("Many papers are being examined just now. Please try again in a minute."))
    try:
        return _judged(_apart(pdf, trust or trusted_here()))
    finally:
        _turns.release()


def _apart(pdf: bytes, trust: Trust) -> dict[str, Any]:
    """Have the paper read in a process of its own."""
    whom = {"roots": [_plain(root) for root in trust.roots], "time_roots": [_plain(root) for root in trust.time_roots], "crls": [_plain(crl) for crl in trust.crls]}
    question = json.dumps(whom).encode() + b"\n" + pdf
    try:
        done = subprocess.run([sys.executable, "-I", str(CELL)], input=question, capture_output=True, cwd="/", env={}, timeout=PATIENCE, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failed:
        raise _unreadable() from failed
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _judged(seen: dict[str, Any]) -> Verdict:
    beyond = {} if seen["covered"] else {"intact": False, "since": Since.OTHER}  # bytes behind the last signature concern them all
    signatures = tuple(_signed(row | beyond) for row in seen["signatures"])
    everything = [*seen["signatures"], *seen["stamps"]]
    if not signatures:
        outcome = Outcome.UNSIGNED
    elif not seen["covered"] or not all(row["intact"] for row in everything):
        outcome = Outcome.CHANGED
    elif not all(row["trusted"] for row in everything):
        outcome = Outcome.UNKNOWN
    else:
        outcome = Outcome.INCOMPLETE if seen["empty"] else Outcome.UNCHANGED
    return Verdict(outcome, signatures, len(seen["empty"]))


def _signed(row: dict[str, Any]) -> Signed:
    at = row["proved"] or row["at"]
    return Signed(
        who=row["who"],
        role=row["role"],
        at=datetime.fromisoformat(at) if at else None,
        proved=bool(row["proved"]),
        words=row["words"],
        intact=row["intact"],
        trusted=row["trusted"],
        since=Since(row["since"]),
    )


def _plain(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _unreadable() -> Unreadable:
    return Unreadable(_("This file cannot be read as a paper: it is no PDF, or it is damaged or locked by a password."))
