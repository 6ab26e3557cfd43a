"""One question for all rooms of a process: which of them have changed, and who has lost a post meanwhile."""

from cases import clock
from mediation.people.models import Membership
from rooms.kinds import LEADERS, SeatRole
from rooms.models import Seat, Sitting
from rooms.reads.floor import HERE

Head = tuple[int, int, int, int, int, int]  # version, steps of the case, and the last number of each reader


def heads(sittings: list[int]) -> dict[int, Head]:
    """How far each sitting is."""
    fields = ("pk", "version", "case__last_seq", "said_mediator", "said_applicant", "said_respondent", "said_joint")
    return {row[0]: row[1:] for row in Sitting.objects.filter(pk__in=sittings).values_list(*fields)}


def without_post(seats: list[int]) -> set[int]:
    """The sittings in which somebody's account was closed, or somebody who leads or assists holds no post any more: the case itself does not tell."""
    rows = Seat.objects.filter(pk__in=seats)
    closed = rows.filter(user__is_active=False).values_list("sitting_id", flat=True)
    posted = Membership.objects.current().values("user_id")
    gone = rows.filter(role__in=[*LEADERS, SeatRole.JUDGE]).exclude(user__in=posted).values_list("sitting_id", flat=True)
    return set(closed) | set(gone)


def vanished(sittings: list[int]) -> list[int]:
    """The seats that a process which died has left behind."""
    return list(Seat.objects.filter(sitting__in=sittings, seen_at__lt=clock.now() - HERE).values_list("pk", flat=True))
