"""Who is on call when, and what mediators are good at."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from mediation.people.models import Centre, Profile, Shift, User
from mediation.people.roles import Role
from mediation.people.rules import OF_A_CENTRE, holds
from mediation.refusals import Invalid, WrongPerson

LONGEST = timedelta(hours=24)


@transaction.atomic
def add_shift(*, user: User, centre: Centre, begins_at: datetime, ends_at: datetime, by: User) -> Shift:
    """Put somebody of the centre on call. Raises WrongPerson, Invalid."""
    _manages(by, centre)
    if not any(holds(user, role, centre.pk) for role in (*OF_A_CENTRE, Role.MANAGER)):
        raise Invalid(_("This person does not work at this centre."), fields={"user": [_("Please choose somebody else.")]})
    if not begins_at < ends_at <= begins_at + LONGEST:
        raise Invalid(_("A shift ends after it begins and lasts a day at most."), fields={"ends_at": [_("Please check the times.")]})
    return Shift.objects.create(user=user, centre=centre, begins_at=begins_at, ends_at=ends_at)


def drop_shift(shift: Shift, *, by: User) -> None:
    """Take a shift off the roster."""
    _manages(by, shift.centre)
    shift.delete()


@transaction.atomic
def set_profile(*, user: User, centre: Centre, skills: list[str], languages: list[str], capacity: int, by: User) -> Profile:
    """Say what a mediator of the centre is good at, and how many mediations fit at a time."""
    _manages(by, centre)
    if not holds(user, Role.MEDIATOR, centre.pk):
        raise Invalid(_("This person does not work at this centre."), fields={"user": [_("Please choose somebody else.")]})
    profile, _created = Profile.objects.update_or_create(user=user, defaults={"skills": skills, "languages": languages, "capacity": capacity})
    return profile


def _manages(by: User, centre: Centre) -> None:
    if not (holds(by, Role.ADMINISTRATOR) or holds(by, Role.MANAGER, centre.pk)):
        raise WrongPerson(_("Only the administrator, or the manager of the same centre, can do this."))
