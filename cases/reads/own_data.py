"""What is kept about one person, for that person (PIPL 45): their own words and numbers, never those of the other side.

Apps above add their part with `tell_too`; nothing reaches upward from here.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from cases import clock
from cases.models import Consent, Contact, Evidence, Obligation, Party, Reply, Signature, Step, Visit
from cases.reads.retention import kept_for
from mediation.people.models import User

Part = Callable[[User], list[dict[str, Any]]]
PARTS: dict[str, Part] = {}


def tell_too(name: str, part: Part) -> None:
    """Add what another app keeps."""
    PARTS[name] = part


def own_data(user: User) -> dict[str, Any]:
    """Everything, in plain names and values."""
    mine = list(Party.everybody.filter(user=user).select_related("case"))
    data: dict[str, Any] = {
        "person": {"name": user.name, "phone": user.phone, "id_number": user.id_number, "language": user.language},
        "cases": [_seat(party) for party in mine],
    }
    return data | {name: part(user) for name, part in PARTS.items()}


class Kept(NamedTuple):
    """What is kept of one case, and until when if nothing more happens."""

    party: Party
    consents: list[Consent]
    until: date


def kept_about(user: User) -> list[Kept]:
    """One row for each case in which this person sits or sat, or acts for somebody."""
    at = clock.now()
    last = Step.objects.filter(case=OuterRef("case"), seq=OuterRef("case__last_seq")).values("at")
    seats = Party.everybody.of(user).select_related("case").annotate(last=Subquery(last)).prefetch_related("consents").order_by("-pk")
    keep = kept_for("case", at=at)
    return [Kept(party=seat, consents=list(seat.consents.all()), until=timezone.localdate(seat.last + keep)) for seat in seats]


def _seat(party: Party) -> dict[str, Any]:
    return {
        "case": party.case.number,
        "side": party.side,
        "name": party.name,
        "phone": party.phone,
        "id_number": party.id_number,
        "address": party.address,
        "born_on": party.born_on,
        "left_at": party.left_at,
        "application": party.case.summary if party.side == "applicant" else "",
        "answers": list(Reply.objects.filter(party=party).values("round_number", "answer", "words", "way", "at")),
        "consents": list(Consent.objects.filter(party=party).values("purpose", "way", "at", "withdrawn_at")),
        "contacts": list(Contact.objects.filter(party=party).values("channel", "outcome", "at")),
        "evidence": list(Evidence.objects.filter(party=party).values("audience", "number", "version", "purpose", "file__sha256", "added_at", "withdrawn_at")),
        "signatures": list(Signature.objects.filter(party=party).values("text_sha256", "at")),
        "obligations": list(
            Obligation.objects.filter(agreement__case=party.case, debtor=party.side, agreement__effective_at__isnull=False).values("what", "amount", "due_on", "closed_as")
        ),
        "visits": list(Visit.objects.filter(party=party, by=None).values("kept", "satisfaction", "words", "at")),
    }
