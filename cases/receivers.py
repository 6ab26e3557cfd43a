"""What cases hear from below: somebody signed in."""

from contextlib import suppress
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db import OperationalError
from django.dispatch import receiver

from cases.actions.parties import bind_all
from mediation.people.models import User
from mediation.refusals import Refusal


@receiver(user_logged_in, dispatch_uid="cases.take_seats")
def take_seats(sender: Any, user: Any, **news: Any) -> None:
    """A phone was proved: take the seats that wait for it."""
    if isinstance(user, User) and not user.is_staff_person:
        with suppress(OperationalError, Refusal):  # a case that is busy or closed is no reason to keep somebody out; the next sign-in tries again
            bind_all(user)
