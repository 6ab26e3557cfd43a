"""How long a round lasts and how often it may be extended: the most exact dated row wins."""

from django.db.models import F, Q
from django.utils import timezone

from cases.models import Case, Round, RoundPolicy


def policy_of(case: Case, attempt: Round) -> RoundPolicy:
    """The policy for this kind of round and of dispute on the day it was opened (domain table 2.1, 2.3)."""
    rows = RoundPolicy.objects.on(timezone.localdate(attempt.opened_at)).filter(kind=attempt.kind, procedure=attempt.procedure)
    fitting = rows.filter(Q(dispute_type=case.dispute_type_id) | Q(dispute_type=None))
    found = fitting.order_by(F("dispute_type").asc(nulls_last=True), "-valid_from").first()
    if found is None:
        raise LookupError(f"no policy for a {attempt.kind} round")
    return found  # type: ignore[no-any-return]
