"""What follows a sign-in: the person's language is remembered, and a second factor just enrolled counts as shown."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import get_language

from mediation.people.actions import speak
from mediation.people.models import User


@receiver(user_logged_in)
def remember_language(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Texts come in the language in which the person signed in last."""
    speak(user=user, language=get_language() or "")


@receiver(authenticator_added)
def count_as_shown(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Whoever enrolled a second factor a moment ago has just proved to hold it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)
