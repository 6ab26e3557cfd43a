"""Who may sit in a sitting now, by the case as it stands: the one rule for pages, sockets, sound and picture, in one statement.

It is asked whenever somebody comes, goes or gives a sign. What stands further down in it outweighs what stands above.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from cases import clock
from cases.kinds import AttendantKind, Side
from cases.models.party import grown_since
from rooms.kinds import SeatRole
from rooms.models import Seat
from rooms.zones import reader_for

RIGHTS = """
WITH here AS (
    SELECT s.case_id, s.round_id, s.mediator_id, r.mediator_id AS leader_id, r.centre_id, c.court_id
    FROM rooms_sitting s JOIN cases_round r ON r.id = s.round_id JOIN cases_case c ON c.id = s.case_id WHERE s.id = %(sitting)s
), post AS NOT MATERIALIZED (
    SELECT user_id, role, centre_id FROM people_membership WHERE since <= %(today)s AND (until IS NULL OR until > %(today)s)
), party AS NOT MATERIALIZED (
    SELECT p.* FROM cases_party p JOIN here ON here.case_id = p.case_id WHERE p.left_at IS NULL AND p.side = ANY(%(sides)s)
), entitled AS (
    SELECT 1 AS weight, a.id AS place, a.user_id, a.kind AS role, a.side, a.name
    FROM cases_attendant a JOIN here ON here.case_id = a.case_id WHERE a.admitted_at IS NOT NULL
  UNION ALL
    SELECT 2, i.id, i.user_id, i.role, '', ''
    FROM rooms_invitation i JOIN here ON here.round_id = i.round_id JOIN post ON post.user_id = i.user_id
    WHERE i.ended_at IS NULL AND (i.role, post.role, post.centre_id) IN (('co_mediator', 'mediator', here.centre_id), ('judge', 'judge', here.court_id))
  UNION ALL
    SELECT 3, id, user_id, 'party', side, name FROM party WHERE born_on IS NULL OR born_on <= %(grown)s
  UNION ALL
    SELECT 3, id, agent, 'agent', side, '' FROM party CROSS JOIN unnest(agents) AS agent WHERE agent IS DISTINCT FROM user_id
  UNION ALL
    SELECT 4, 0, here.mediator_id, 'mediator', '', ''
    FROM here JOIN post ON post.user_id = here.mediator_id AND post.centre_id = here.centre_id AND post.role = 'mediator'
    WHERE here.leader_id = here.mediator_id
)
SELECT u.id, e.role, e.side, COALESCE(NULLIF(e.name, ''), u.name)
FROM entitled e JOIN people_user u ON u.id = e.user_id AND u.is_active CROSS JOIN here
WHERE e.role = 'mediator' OR u.id <> here.mediator_id ORDER BY e.weight, e.place
"""
GUESTS = {
    str(AttendantKind.INTERPRETER): SeatRole.INTERPRETER,
    str(AttendantKind.COMPANION): SeatRole.COMPANION,
    str(AttendantKind.NEIGHBOUR): SeatRole.COMPANION,
    str(AttendantKind.EXPERT): SeatRole.OBSERVER,
}


@dataclass(frozen=True, slots=True)
class Right:
    """To sit here as this, now."""

    role: str
    side: str
    name: str

    @property
    def reader(self) -> str:
        """Whose numbering of the talk this right reads."""
        return reader_for(self.role, self.side)

    def fits(self, seat: Seat) -> bool:
        """Is this the seat that was taken by it? Who is another person in the case by now sits down anew."""
        return (self.role, self.side) == (seat.role, seat.side)


def rights_in(sitting_id: int) -> dict[int, Right]:
    """Everybody who may sit in this sitting, by the key of the person."""
    now = clock.now()
    facts: dict[str, Any] = {"sitting": sitting_id, "today": timezone.localdate(), "grown": grown_since(now), "sides": Side.values}
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, facts)
        return {pk: Right(GUESTS.get(role, role), side, name) for pk, role, side, name in cursor.fetchall()}


def seats_in(sitting_id: int) -> list[Seat]:
    """The seats that were taken by a right which still stands."""
    rights = rights_in(sitting_id)
    return [
        seat
        for seat in Seat.objects.raw("SELECT * FROM rooms_seat WHERE sitting_id = %s ORDER BY number", [sitting_id])
        if seat.user_id in rights and rights[seat.user_id].fits(seat)
    ]
