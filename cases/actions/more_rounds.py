"""One more mediation than the rules allow, by the word of the centre's manager (move 20)."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.models import Case
from cases.rules import is_manager
from mediation.people.models import User
from mediation.refusals import WrongMoment, WrongPerson


@transaction.atomic
def grant_round(case_id: int, *, by: User) -> Case:
    """Allow one more mediation than the policy does."""
    case = lock(case_id)
    if not is_manager.test(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    latest = case.latest_round
    if latest is None or case.rounds_allowed is None or latest.number < case.rounds_allowed:
        raise WrongMoment(_("Another mediation is allowed already."))
    case.rounds_allowed += 1
    case.save(update_fields=["rounds_allowed"])
    record.record(case, "round_granted", by=by, at=clock.now(), law="PML 3", facts={"rounds": case.rounds_allowed})
    return case
