"""Who holds which post. Plain questions on a person, without a case."""

from typing import Any

from mediation.people.roles import SYSTEM, CentreKind, Role

OF_A_CENTRE = frozenset({Role.MEDIATOR, Role.DISPATCHER, Role.GRID})
OF_A_COURT = frozenset({Role.CLERK, Role.JUDGE})


def holds(user: Any, role: Role, centre_id: int | None = None) -> bool:
    """Tell whether this person holds the role today, at this centre or anywhere."""
    return any(post.role == role and centre_id in (None, post.centre_id) for post in getattr(user, "posts", ()))


def may_staff(user: Any, role: str, centre_id: int) -> bool:
    """Tell whether this person may give or end this post: administrators any, managers the mediators, dispatchers and grid workers of their own centre."""
    return user is SYSTEM or holds(user, Role.ADMINISTRATOR) or (role in OF_A_CENTRE and holds(user, Role.MANAGER, centre_id))


def fits(role: str, kind: str) -> bool:
    """Tell whether a post exists at this kind of centre: mediators, dispatchers and grid workers at mediation centres, clerks and judges at courts, others at both."""
    if kind == CentreKind.COURT_SERVICE:
        return role not in OF_A_CENTRE
    return role not in OF_A_COURT
