"""Ask colleagues to sit in: a second mediator of the centre, a judge of the case's court."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import Audience
from mediation.people.models import User
from mediation.refusals import Invalid
from rooms.actions.floor import changed, led_by
from rooms.models import Invitation, Sitting
from rooms.reads.seats import colleagues


@transaction.atomic
def invite(sitting_id: int, *, by: User, user_id: int) -> Invitation:
    """Invite a colleague for the whole round (特邀 19; 规则 16); everybody in the case can read that."""
    case = lock(Sitting.objects.values_list("case_id", flat=True).get(pk=sitting_id))
    sitting = led_by(sitting_id, by)
    role = next((role for person, role in colleagues(sitting) if person.pk == user_id), None)
    if role is None:
        raise Invalid(_("Please choose a colleague."), fields={"user": [_("Please choose one.")]})
    at = clock.now()
    invitation, fresh = Invitation.objects.get_or_create(round=sitting.round, user_id=user_id, ended_at=None, defaults={"role": role, "invited_by": by, "at": at})
    if fresh:
        record.record(case, "colleague_invited", by=by, at=at, law="规则 16", facts={"round": sitting.round.number, "role": str(role)}, audience=Audience.ALL)
        changed(sitting)
    return invitation


@transaction.atomic
def uninvite(sitting_id: int, *, by: User, user_id: int) -> None:
    """Take the invitation back; the seat goes at once."""
    sitting = led_by(sitting_id, by)
    if user_id == by.pk:
        raise Invalid(_("Please choose a colleague."))
    Invitation.objects.filter(round=sitting.round, user=user_id, ended_at=None).update(ended_at=clock.now())
    changed(sitting)
