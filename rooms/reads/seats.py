"""The seat of somebody in a room, and the sitting that is meant."""

from typing import Any

from cases.models import Case
from cases.reads.mediators import assignable
from mediation.people.models import User
from mediation.people.roles import Role
from rooms.kinds import SOUNDING, SeatRole
from rooms.models import Seat, Sitting
from rooms.reads.rights import Right, rights_in


def colleagues(sitting: Sitting) -> list[tuple[User, str]]:
    """Whom the mediator may invite: mediators of the same centre without a part in the case, judges of its court."""
    case = Case.objects.for_reading().get(pk=sitting.case_id)
    mediators = [u for u in assignable(centre_id=sitting.round.centre_id, case=case) if u.pk != sitting.mediator_id]
    judges = User.objects.at_post(role=Role.JUDGE, centre_id=case.court_id).order_by("name")
    return [*((u, str(SeatRole.CO_MEDIATOR)) for u in mediators), *((u, str(SeatRole.JUDGE)) for u in judges)]


def right_of(user: Any, sitting: Sitting) -> Right | None:
    """As what this person may sit here now; None for everybody else."""
    return rights_in(sitting.pk).get(user.pk)


def reader_of(user: Any, sitting: Sitting) -> str:
    """Whose numbering of the talk this person reads, or "" for everybody without a seat."""
    right = right_of(user, sitting)
    return right.reader if right else ""


def seat_in(user: Any, sitting: Sitting) -> Seat | None:
    """The seat this person has taken in a sitting."""
    return sitting.seats.filter(user=user).first()


def sitting_of(case: Case) -> Sitting | None:
    """The sitting of the latest round that is live, or else its last one."""
    latest = case.latest_round
    return Sitting.objects.select_related("round", "mediator", "case").filter(round=latest).order_by("-pk").first() if latest else None


def sounding(sitting_id: int) -> int:
    """How many seats take part with voice or picture now."""
    return Seat.objects.filter(sitting=sitting_id, rung__in=SOUNDING, admitted_at__isnull=False, removed_at=None, seen_at__isnull=False).count()
