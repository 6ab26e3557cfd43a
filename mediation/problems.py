"""The API's refusals: RFC 9457 problem+json, from our own refusals and from the framework's."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from mediation.refusals import Refusal, unkeepable

PROBLEM = "application/problem+json"


def answer(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into problem+json; None lets Django answer."""
    request = context["request"]
    exception = unkeepable(exception, reading=request.method == "GET") or exception
    if isinstance(exception, Refusal):
        body = _body(exception.code, str(exception.title), exception.status, str(exception.sentence))
        return Response({**body, **exception.facts}, status=exception.status, content_type=PROBLEM)
    stock = exception_handler(exception, context)
    if stock is None:
        return None
    if isinstance(exception, exceptions.ValidationError):
        body = _body("invalid", _("Please check what you sent"), 422, _("Some fields are missing or wrong."))
        return Response({**body, "fields": stock.data}, status=422, content_type=PROBLEM, headers=stock.headers)
    code = "not-found" if isinstance(exception, Http404) else getattr(exception, "default_code", "refused")
    detail = stock.data.get("detail", "") if isinstance(stock.data, dict) else ""
    return Response(_body(str(code), str(detail), stock.status_code, str(detail)), status=stock.status_code, content_type=PROBLEM, headers=stock.headers)


def _body(code: str, title: str, status: int, detail: str) -> dict[str, Any]:
    return {"type": f"urn:mediation-code:{code}", "title": title, "status": status, "detail": detail}
