"""After the agreement: obligations done, waived, overdue."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.models import Case, Deadline, Obligation
from cases.reads.roles import role_of, seat_of
from mediation.people.models import User
from mediation.refusals import WrongMoment, WrongPerson


@transaction.atomic
def close_obligation(obligation_id: int, *, by: User) -> Case:
    """The creditor, or the mediator on evidence, says that an obligation is done (PML 31)."""
    case = lock(Obligation.objects.values_list("agreement__case_id", flat=True).get(pk=obligation_id))
    obligation = Obligation.objects.get(pk=obligation_id)
    seat = seat_of(by, case)
    if role_of(by, case) != "mediator" and (seat is None or seat.side != obligation.creditor):
        raise WrongPerson(_("The side that receives it, or the mediator, confirms this."))
    if obligation.is_closed or obligation.agreement.effective_at is None:
        raise WrongMoment(_("This is already settled."))
    at = clock.now()
    obligation.closed_at, obligation.closed_as = at, "performed"
    obligation.save(update_fields=["closed_at", "closed_as"])
    Deadline.objects.filter(obligation=obligation, closed_at=None).update(closed_at=at, ring_at=None)
    record.record(case, "obligation_done", by=by, at=at, law="PML 31", facts={"obligation": obligation.position})
    return case
