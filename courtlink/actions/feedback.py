"""What a court tells the committee whose agreement it did not confirm (确认规定 12), and the committee's answer."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from courtlink.actions.deliver import note
from courtlink.models import Feedback, Filing
from mediation.people.roles import SYSTEM
from mediation.refusals import Invalid, WrongMoment, WrongPerson

LONGEST = 1000  # characters of an answer


def tell_committee(filing: Filing) -> None:
    """Tell whoever mediated, and their centre. The filing is locked and decided."""
    agreement = filing.case.present_agreement
    if agreement is not None and agreement.round is not None:
        Feedback.objects.create(filing=filing, round=agreement.round, at=clock.now())
        note(filing, "court_feedback", by=SYSTEM, role="clerk", reason=filing.reason, law="确认规定 12")


@transaction.atomic
def answer(feedback_id: int, *, by: Any, words: str) -> Feedback:
    """The committee says what follows from it, once; the court reads it beside its own words."""
    row = Feedback.objects.select_for_update(of=("self",)).select_related("filing", "round").get(pk=feedback_id)
    if not row.may_answer(by):
        raise WrongPerson(_("Only the mediator and the centre of this agreement answer the court."))
    if row.answered_at is not None:
        raise WrongMoment(_("The court has its answer already."))
    if not words.strip():
        raise Invalid(_("Please write what you make of it."), fields={"answer": [_("Please write what you make of it.")]})
    row.answer, row.answered_by, row.answered_at = words.strip()[:LONGEST], by, clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    note(row.filing, "feedback_answered", by=by, law="确认规定 12")
    return row
