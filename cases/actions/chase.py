"""Chase up whoever is late (催办): those who watch an area tell the centre or the mediator once a day and clock, and the record says so."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.alarm import tell_of
from cases.actions.move import lock
from cases.kinds import Audience
from cases.models import Step
from cases.notices import holders
from cases.reads.cockpit import chased_today, chaser_as, late_clock
from mediation.refusals import WrongMoment, WrongPerson


@transaction.atomic
def chase(case_id: int, *, by: Any) -> Step:
    """Tell whoever holds the clock that ran out first. It moves nothing and extends nothing."""
    case, at = lock(case_id), clock.now()
    role = chaser_as(by, case.area)
    if not role:
        raise WrongPerson(_("Only those who watch this area can chase somebody up here."))
    late = late_clock(case, at=at)
    if late is None:
        raise WrongMoment(_("Nobody is late in this case any more."))
    if before := chased_today([case.pk], at=at).get((case.pk, late.period.code)):
        raise WrongMoment(_("They were chased up today already, at %(time)s.") % {"time": f"{timezone.localtime(before):%H:%M}"})
    step = record.record(case, "chased", by=by, at=at, role=role, audience=Audience.MEDIATOR, facts={"clock": late.period.code, "turn": late.turn})
    tell_of(late, holders(late, case), "chased", mark=f"chased:{step.pk}", at=at)
    return step
