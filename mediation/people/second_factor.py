"""Staff show a second factor: whoever has none enrols one first, whoever came in without showing it starts again.

A text message alone never opens a post: a stolen SIM card would be enough (等保 身份鉴别, ASVS V6).
"""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mediation.people.models import User

INVITATION = "invitation"
ENOUGH_TO_ENROL = {"password", INVITATION}
ALWAYS_OPEN = ("/static/", "/healthz", "/readyz", "/sign-out", "/i18n/", "/elder")
ACCOUNT_PAGES = "/accounts/"


class SecondFactorMiddleware:
    """Let staff in who have shown their second factor in this session; lead the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let pass, or lead to the enrolment."""
        if settings.STAFF_SECOND_FACTOR and not request.path.startswith(ALWAYS_OPEN):
            user = request.user
            if isinstance(user, User) and user.is_staff_person:
                return _lead(request, user) or self.get_response(request)
        return self.get_response(request)


def came_by_invitation(request: HttpRequest, user: User) -> None:
    """Note in the session that this person holds a one-time link: enough to set a password and to enrol, and to nothing else."""
    record_authentication(request, user, method=INVITATION, reauthenticated=True)


def _lead(request: HttpRequest, user: User) -> HttpResponse | None:
    """Where this member of staff must go first, if anywhere."""
    shown = {str(record["method"]) for record in get_authentication_records(request, user)}
    if "mfa" in shown:
        return None
    if not shown & ENOUGH_TO_ENROL:
        logout(request)
        return redirect("account_login")
    if request.path.startswith(ACCOUNT_PAGES):
        return None
    if is_mfa_enabled(user):
        return redirect("mfa_reauthenticate")
    return redirect("mfa_index" if user.has_usable_password() else "account_set_password")
