"""Two applications about one dispute are gone on with as one; staff can take that back exactly."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.move import lock
from cases.kinds import PauseReason, Stage
from cases.models import Case
from cases.rules import is_dispatcher
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson


@transaction.atomic
def join_to(case_id: int, *, by: User, other: Case) -> Case:
    """Go on with this application in another case: its clocks stand still, its moves are closed, its code leads there. Limitation stays as it was."""
    case = lock(case_id)
    _may(case, other, by)
    if other.pk == case.pk or other.joined_to_id is not None:
        raise Invalid(_("Please choose another open case."), fields={"other": [_("Please choose another one.")]})
    if case.stage != Stage.INTAKE or case.joined_to_id is not None:
        raise WrongMoment(_("Only an application that was not admitted yet can be joined to another case."))
    at = clock.now()
    case.joined_to = other
    case.save(update_fields=["joined_to"])
    clocks.pause(case, (), reason=PauseReason.JOINED, by=by, at=at)
    step = record.record(case, "joined", by=by, at=at, facts={"other": other.number})
    record.tell_about(case, step)
    return case


@transaction.atomic
def part_from(case_id: int, *, by: User) -> Case:
    """Take the joining back: the application stands where it stood, its clocks go on."""
    case = lock(case_id)
    if case.joined_to is None:
        raise WrongMoment(_("This application is not joined to another case."))
    _may(case, case.joined_to, by)
    at = clock.now()
    case.joined_to = None
    case.save(update_fields=["joined_to"])
    clocks.resume(case, at=at)
    record.tell_about(case, record.record(case, "parted", by=by, at=at))
    return case


def _may(case: Case, other: Case, by: User) -> None:
    if not (is_dispatcher.test(by, case) and is_dispatcher.test(by, other)):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
