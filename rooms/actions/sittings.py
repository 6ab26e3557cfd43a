"""Open a sitting, talk with one side alone, come together again."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.rounds import begin_talks
from cases.kinds import Side
from mediation.people.models import User
from mediation.refusals import Invalid, WrongPerson
from rooms.models import Sitting


@transaction.atomic
def open_sitting(case_id: int, *, by: User) -> Sitting:
    """The mediator opens the room; the talks of the round begin with it."""
    case = begin_talks(case_id, by=by)
    sitting, _created = Sitting.objects.get_or_create(round=case.open_round, defaults={"case": case, "opened_at": clock.now()})
    return sitting


@transaction.atomic
def set_caucus(sitting_id: int, *, by: User, side: str) -> Sitting:
    """Talk with one side alone, or with both again when `side` is empty; later words follow."""
    sitting = Sitting.objects.select_for_update(of=("self",)).select_related("round").get(pk=sitting_id)
    if sitting.round.mediator_id != by.pk or not sitting.round.is_open:
        raise WrongPerson(_("Only the mediator can talk with one side alone."))
    if side and side not in Side.values:
        raise Invalid(_("This message was not understood."), code="unknown-message")
    sitting.caucus, sitting.caucus_since = side, clock.now() if side else None
    sitting.save(update_fields=["caucus", "caucus_since"])
    return sitting
