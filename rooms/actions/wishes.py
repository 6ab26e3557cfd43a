"""What a party needs for a sitting, and when it cannot come."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.move import lock
from cases.models import Party
from cases.reads.roles import seats_of
from cases.rules import is_its_mediator
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.kinds import Mode, Need
from rooms.models import Wish
from rooms.reads.bookings import bookable
from rooms.reads.terms import terms_on


@transaction.atomic
def wish(party_id: int, *, by: User, mode: str, needs: list[str]) -> Wish:
    """Say how a party would like to meet and what has to be arranged; only the mediator and the own side read it."""
    if mode not in ("", *Mode.values) or not set(needs) <= set(Need.values):
        raise Invalid(_("Please check your answers."))
    row = _own(party_id, by)
    row.mode, row.needs = mode, sorted(set(needs))
    row.save()
    return row


@transaction.atomic
def cannot_come(party_id: int, *, by: User, days: list[date]) -> Wish:
    """Say on which days a party cannot come; they replace what was said before."""
    today = timezone.localdate()
    last = today + timedelta(days=terms_on(today).horizon)
    if any(not today <= day <= last for day in days):
        raise Invalid(_("Please choose days that can be booked."))
    row = _own(party_id, by)
    row.days = sorted(set(days))
    row.save()
    return row


def _own(party_id: int, by: User) -> Wish:
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    if not any(p.pk == party_id for p in seats_of(by, case)) and not is_its_mediator.test(by, case):
        raise WrongPerson(_("Everybody decides for themselves."))
    if not bookable(case):
        raise WrongMoment(_("A time can be found when everybody has agreed to talk, and for as long as the talks go on."))
    row = Wish.objects.filter(round=case.open_round, party=party_id).first() or Wish(round=case.open_round, party_id=party_id)
    row.at = clock.now()
    return row
