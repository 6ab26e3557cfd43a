"""Questions that the pages about staff ask."""

from datetime import datetime

from django.db.models import QuerySet

from mediation.people.models import Centre, Membership, Shift, User
from mediation.people.roles import Role
from mediation.people.rules import OF_A_CENTRE, holds


def on_call(centre_id: int, at: datetime) -> QuerySet[User]:
    """Who is on call at a centre at a moment."""
    return User.objects.filter(is_active=True, pk__in=Shift.objects.filter(centre=centre_id, begins_at__lte=at, ends_at__gt=at).values("user_id"))


def worked_here(user: User) -> bool:
    """Does or did this person ever hold a post? Then the record needs the name."""
    return Membership.objects.filter(user=user).exists()


def centres_of(user: User) -> QuerySet[Centre]:
    """The centres whose staff this person looks after: administrators all, managers their own."""
    if holds(user, Role.ADMINISTRATOR):
        return Centre.objects.all()
    return Centre.objects.filter(pk__in=[post.centre_id for post in user.posts if post.role == Role.MANAGER])


def roles_given_by(user: User) -> list[Role]:
    """The roles that this person may give; never that of a citizen, which nobody needs."""
    every: list[Role] = [role for role in Role if role != Role.CITIZEN]
    mine: list[Role] = [role for role in every if role in OF_A_CENTRE]
    return every if holds(user, Role.ADMINISTRATOR) else mine


def posts_under(user: User) -> QuerySet[Membership]:
    """The posts held today at those centres, by centre, role and name."""
    return Membership.objects.current().filter(centre__in=centres_of(user)).select_related("user", "centre").order_by("centre__name", "role", "user__name", "pk")
