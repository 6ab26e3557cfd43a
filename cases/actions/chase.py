"""Chase up whoever is late (催办): those who watch an area tell the centre or the mediator once a day and clock, and the record says so."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.alarms import is_night, morning_after
from cases.kinds import Audience
from cases.models import Step
from cases.notices import about_clock, holders
from cases.reads.cockpit import chased_today, late_clock, may_chase
from mediation.outreach.actions import tell
from mediation.refusals import WrongMoment, WrongPerson


@transaction.atomic
def chase(case_id: int, *, by: Any) -> Step:
    """Tell whoever holds the clock that ran out first. It moves nothing and extends nothing."""
    case, at = lock(case_id), clock.now()
    if not may_chase(by, case.area):
        raise WrongPerson(_("Only those who watch this area can chase somebody up here."))
    late = late_clock(case, at=at)
    if late is None:
        raise WrongMoment(_("Nobody is late in this case any more."))
    if before := chased_today([case.pk], at=at).get((case.pk, late.period.code)):
        raise WrongMoment(_("They were chased up today already, at %(time)s.") % {"time": f"{timezone.localtime(before):%H:%M}"})
    step = record.record(case, "chased", by=by, at=at, audience=Audience.MEDIATOR, facts={"clock": late.period.code, "turn": late.turn})
    for number, reader in enumerate(holders(late, case)):
        reader["facts"] |= about_clock(late)
        tell(template="chased", key=f"chase:{step.pk}:{number}", not_before=morning_after(at) if is_night(at) else None, **reader)
    return step
