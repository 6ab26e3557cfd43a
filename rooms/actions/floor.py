"""Who has the floor: the one check before a leader changes a sitting, and the one way to save the change."""

from django.utils.translation import gettext as _

from mediation.people.models import User
from mediation.refusals import WrongMoment, WrongPerson
from rooms.kinds import LEADERS
from rooms.models import Sitting


def led_by(sitting_id: int, by: User) -> Sitting:
    """The sitting under its lock, when this person leads it and it still goes on; WrongPerson or WrongMoment otherwise."""
    sitting = Sitting.objects.select_for_update(of=("self",)).select_related("round", "case").get(pk=sitting_id)
    leads = sitting.seats.filter(user=by, role__in=LEADERS, admitted_at__isnull=False, removed_at=None).exists()
    if not leads or (sitting.mediator_id == by.pk and sitting.round.mediator_id != by.pk):
        raise WrongPerson(_("Only the mediator can do this in the room."))
    if not sitting.is_live or not sitting.round.is_open:
        raise WrongMoment(_("This sitting has ended; it can still be read."), code="ended")
    return sitting


def changed(sitting: Sitting, *fields: str) -> Sitting:
    """Save these fields and let everybody in the room see it."""
    sitting.version += 1
    sitting.save(update_fields=[*fields, "version"])
    return sitting
