"""Filings for a reader, and what the court link knows about a person."""

from typing import Any

from django.shortcuts import get_object_or_404

from cases.reads.looks import note_look
from courtlink.kinds import Adapter
from courtlink.models import Court, Filing, FilingConsent


def filing_for(user: Any, ref: str) -> Filing:
    """Return a filing with its case and court, or 404. Whoever works here leaves a trace."""
    found = get_object_or_404(Filing.objects.visible_to(user).select_related("case__court", "revises"), ref=ref)
    note_look(found.case, user)
    return found


def court_of(centre_id: int) -> Court:
    """How papers reach the court of a centre; the clerks' pages when nothing else is said."""
    return Court.objects.select_related("centre").filter(centre=centre_id).first() or Court(centre_id=centre_id, adapter=Adapter.INBOX)


def signed_for_court(user: Any) -> list[dict[str, Any]]:
    """The filings that this person signed, for their own data."""
    rows = FilingConsent.objects.filter(party__user=user).select_related("filing")
    return [{"filing": c.filing.ref, "kind": c.filing.kind, "state": c.filing.state, "address": c.address, "id_number": c.id_number, "at": c.at} for c in rows]
