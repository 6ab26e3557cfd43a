"""One question for all rooms of a process: which of them have changed, and who has lost a post meanwhile.

Thousands of keys travel as one array each: a list of placeholders would cost more than the question.
"""

from typing import Any

from django.db import connection
from django.utils import timezone

from cases import clock
from rooms.kinds import LEADERS, SeatRole
from rooms.reads.floor import HERE

Head = tuple[int, int, int, int, int, int]  # version, steps of the case, and the last number of each reader

HEADS = """
SELECT s.id, s.version, c.last_seq, s.said_mediator, s.said_applicant, s.said_respondent, s.said_joint
FROM rooms_sitting s JOIN cases_case c ON c.id = s.case_id WHERE s.id = ANY(%(sittings)s)
"""
WITHOUT_POST = """
SELECT DISTINCT e.sitting_id FROM rooms_seat e JOIN people_user u ON u.id = e.user_id
WHERE e.id = ANY(%(seats)s) AND (NOT u.is_active OR e.role = ANY(%(posted)s) AND NOT EXISTS (
    SELECT 1 FROM people_membership m WHERE m.user_id = e.user_id AND m.since <= %(today)s AND (m.until IS NULL OR m.until > %(today)s)))
"""
VANISHED = "SELECT id FROM rooms_seat WHERE sitting_id = ANY(%(sittings)s) AND seen_at < %(since)s"


def heads(sittings: list[int]) -> dict[int, Head]:
    """How far each sitting is."""
    return {row[0]: row[1:] for row in _rows(HEADS, sittings=sittings)}


def without_post(seats: list[int]) -> set[int]:
    """The sittings in which somebody's account was closed, or somebody who leads or assists holds no post any more: the case itself does not tell."""
    posted = [str(role) for role in (*LEADERS, SeatRole.JUDGE)]
    return {row[0] for row in _rows(WITHOUT_POST, seats=seats, posted=posted, today=timezone.localdate())}


def vanished(sittings: list[int]) -> list[int]:
    """The seats that a process which died has left behind."""
    return [row[0] for row in _rows(VANISHED, sittings=sittings, since=clock.now() - HERE)]


def _rows(statement: str, **facts: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return cursor.fetchall()
