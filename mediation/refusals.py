"""How the product says no: one family of exceptions, one page, one problem+json.

Each carries a sentence for people (what happened, what to do now) and a stable
code for programs (RFC 9457 `type`).
"""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """The deed was not done and nothing was changed."""

    status = 409
    code = "refused"
    title = _("That did not work")

    def __init__(self, sentence: object = "", *, code: str = "", **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.code
        self.facts = facts


class Invalid(Refusal):
    """What was sent is wrong or incomplete; `facts` may name fields."""

    status = 422
    code = "invalid"
    title = _("Please check what you entered")


class WrongPerson(Refusal):
    """The reader may look, but not do this."""

    status = 403
    code = "wrong-person"
    title = _("This step is not yours")


class WrongMoment(Refusal):
    """Somebody was faster, or the case stands elsewhere by now."""

    status = 409
    code = "wrong-moment"
    title = _("The case has moved on")


class NotFound(Refusal):
    """There is nothing here for this reader."""

    status = 404
    code = "not-found"
    title = _("Nothing here")


class TooMany(Refusal):
    """Too many tries in a short time."""

    status = 429
    code = "too-many"
    title = _("Please wait a moment")


class TooLarge(Refusal):
    """More was sent than anybody needs to."""

    status = 413
    code = "too-large"
    title = _("Too large")


class RefusalMiddleware:
    """Turn a refusal that a page did not handle itself into a page for people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with a page and its status."""
        exception = unkeepable(exception, reading=request.method == "GET") or exception
        if not isinstance(exception, Refusal):
            return None
        back = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "/")
        return render(request, "refusal.html", {"refusal": exception, "back": back}, status=exception.status)


def unkeepable(exception: Exception, *, reading: bool) -> Refusal | None:
    """Text that PostgreSQL cannot keep (too long, out of range, with a NUL) is wrong input, never our failure."""
    if isinstance(exception, RequestDataTooBig):
        return TooLarge(_("This is too large to be read. Please send less at a time."))
    if not isinstance(exception, DataError) and "NUL (0x00)" not in str(exception):
        return None
    if reading:
        return NotFound(_("The page does not exist, or it is not meant for you. If you followed a link from us, please sign in or call the centre."))
    return Invalid(_("Something you entered is too long or has characters that cannot be kept. Please check it; nothing was changed."))
