"""Who holds which post. Plain questions on a person, without a case."""

from typing import Any

from mediation.people.roles import Role


def holds(user: Any, role: Role, centre_id: int | None = None) -> bool:
    """Does this person hold the role today, at this centre or anywhere?"""
    return any(post.role == role and centre_id in (None, post.centre_id) for post in getattr(user, "posts", ()))
