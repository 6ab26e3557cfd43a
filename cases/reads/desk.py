"""What waits for a person: open clocks, the most urgent first. One partial index, no count over everything."""

from typing import Any

from django.db.models import Q

from cases.kinds import Turn
from cases.models import Case, Deadline
from mediation.people.roles import Role

PAGE = 50
TURN_OF_ROLE = {Role.DISPATCHER: Turn.DISPATCHER, Role.MANAGER: Turn.DISPATCHER, Role.CLERK: Turn.CLERK, Role.JUDGE: Turn.CLERK}


def work_of(user: Any) -> list[Deadline]:
    """The clocks this person can stop: their own, and those of their centre in their role; one line a case."""
    mine = Q(holder=user)
    for post in user.posts:
        if turn := TURN_OF_ROLE.get(Role(post.role)):
            mine |= Q(centre=post.centre_id, turn=turn)
    visible = Case.objects.visible_to(user).values("pk")
    rows = Deadline.objects.filter(mine, closed_at=None, case__in=visible).select_related("case__area", "case__dispute_type", "period").order_by("due_at")
    first: dict[int, Deadline] = {}
    for row in rows[: PAGE * 5]:
        first.setdefault(row.case_id, row)
    return list(first.values())[:PAGE]
