"""Filings for a reader, and what the court link knows about a person."""

import json
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from cases.models import Case, Deadline, Period
from cases.models.reference import Expiry
from cases.reads.looks import note_look
from courtlink.kinds import Adapter, DocumentKind, FilingState, ReturnReason
from courtlink.models import Court, Filing, FilingConsent, FilingDocument
from courtlink.precheck.advice import ADVICE
from courtlink.precheck.submission import Submission
from courtlink.precheck.table import RULE_OF


def filing_for(user: Any, ref: str) -> Filing:
    """Return a filing with its case and court, or 404. Whoever works here leaves a trace."""
    found = get_object_or_404(Filing.objects.visible_to(user).select_related("case__court", "revises"), ref=ref)
    note_look(found.case, user)
    return found


def court_of(centre_id: int) -> Court:
    """How papers reach the court of a centre; the clerks' pages when nothing else is said."""
    return Court.objects.select_related("centre").filter(centre=centre_id).first() or Court(centre_id=centre_id, adapter=Adapter.INBOX)


def clocks_of(filing: Filing) -> list[Deadline]:
    """The clocks that run for a filing, the nearest first."""
    return list(Deadline.objects.filter(pk__in=filing.clocks.values("deadline"), closed_at=None).select_related("period"))


def way_of_complaint(clocks: list[Deadline], at: datetime) -> Period | None:
    """Within which period, and by which article, a court that is late answers a complaint; None while it is not late."""
    late = any(clock.period.on_expiry == Expiry.OFFER_COMPLAINT and clock.is_late for clock in clocks)
    return Period.objects.on(timezone.localdate(at)).get(code="T-COMPL") if late else None


def latest_filing(case: Case, kind: str) -> Filing | None:
    """The newest filing of a kind."""
    return Filing.objects.filter(case=case, kind=kind).order_by("-pk").first()


def objection_to(document: FilingDocument) -> str:
    """What the court objects to in a document, in the clerk's words or, without any, in the ready ones; nothing when it is in order."""
    if not document.review_reason:
        return ""
    return f"{document.get_review_reason_display()}: {document.review_words or ADVICE[ReturnReason(document.review_reason)]}"


def faults_of_return(latest: Filing | None) -> dict[str, list[str]]:
    """What the court wrote when it returned papers, at the field of each rule."""
    faults: dict[str, list[str]] = {}
    for document in latest.documents.all() if latest is not None and latest.state == FilingState.RETURNED else ():
        if rule := RULE_OF.get(document.review_reason):
            faults.setdefault(rule.field, []).append(objection_to(document))
    return faults


def papers_of(filing: Filing) -> Submission:
    """What was sent, for the rules: with everybody's own words, as on the day of sending."""
    words: dict[str, str] = json.loads(filing.words or "{}")
    people = [(c.party, words | {"id_number": c.id_number, "address": c.address}) for c in filing.consents.select_related("party").order_by("party__side", "party")]
    files = filing.documents.filter(kind=DocumentKind.EVIDENCE).values("file")
    exhibits = tuple(filing.case.evidence.filter(file__in=files).select_related("file"))
    return Submission(filing.case, filing.kind, tuple(people), exhibits, filing.submitted_at or filing.created_at, filing.created_by_id, filing.first_submitted_at)


def signed_for_court(user: Any) -> list[dict[str, Any]]:
    """The filings that this person signed, for their own data."""
    rows = FilingConsent.objects.filter(party__user=user).select_related("filing")
    return [{"filing": c.filing.ref, "kind": c.filing.kind, "state": c.filing.state, "address": c.address, "id_number": c.id_number, "at": c.at} for c in rows]
