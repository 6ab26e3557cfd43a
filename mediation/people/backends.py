"""Who is behind a session: the person and the posts held today, in one query a request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import login
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from mediation.people.models import User


class WithPosts:
    """Load the person of a session."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person with their posts; nobody when the account was closed."""
        return User.objects.behind(int(user_id))


class Citizens(WithPosts, ModelBackend):
    """People who came in by a code on their phone, or staff by a one-time link."""


class Staff(WithPosts, AuthenticationBackend):  # type: ignore[misc]
    """People who came in by name and password."""


def let_in(request: HttpRequest, person: User) -> None:
    """Begin a session for a person whose phone or link was just checked."""
    login(request, person, backend="mediation.people.backends.Citizens")
