"""Hold a case: while false mediation is suspected or the police are at it, nothing is signed and nothing filed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import Audience, HoldReason
from cases.models import Case, reasons_on
from cases.rules import is_clerk, is_its_mediator, is_manager
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson

MAY = is_its_mediator | is_clerk | is_manager


@transaction.atomic
def hold(case_id: int, *, by: User, reason: str) -> Case:
    """Hold the case for a coded reason (move 36; 特邀 18; 规则 23). The clocks go on."""
    case = _case_of(case_id, by)
    if reason not in dict(reasons_on(HoldReason, timezone.localdate())):
        raise Invalid(_("Please choose a reason."), fields={"reason": [_("Please choose a reason.")]})
    if case.hold:
        raise WrongMoment(_("This case is held already."))
    case.hold = reason
    case.save(update_fields=["hold"])
    step = record.record(case, "held", by=by, at=clock.now(), reason=reason, law="特邀 18; 规则 23", audience=Audience.MEDIATOR)
    record.tell_about(case, step)
    return case


@transaction.atomic
def release(case_id: int, *, by: User) -> Case:
    """The suspicion is gone: everything can go on."""
    case = _case_of(case_id, by)
    if not case.hold:
        raise WrongMoment(_("This case is not held."))
    case.hold = ""
    case.save(update_fields=["hold"])
    record.record(case, "hold_released", by=by, at=clock.now(), law="特邀 18", audience=Audience.MEDIATOR)
    return case


def _case_of(case_id: int, by: User) -> Case:
    case = lock(case_id)
    if not MAY.test(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    return case
