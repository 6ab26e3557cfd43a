"""Staff need a second factor: whoever has none is led to enrol one before anything else."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

OPEN_PATHS = ("/accounts/", "/sign-out", "/static/", "/healthz", "/readyz", "/i18n/", "/elder")


class SecondFactorMiddleware:
    """Lead staff without TOTP or passkey to the enrolment page (等保 身份鉴别)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and not request.path.startswith(OPEN_PATHS) and self._must_enrol(request):
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def _must_enrol(request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.is_staff_person and not is_mfa_enabled(user)
