"""A request whose person is known: what `login_required` promises, said to the type checker."""

from django.http import HttpRequest

from mediation.people.models import User


class SignedIn(HttpRequest):
    """The request of somebody who is signed in."""

    user: User  # type: ignore[assignment]  # narrowed by login_required
