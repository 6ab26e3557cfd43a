"""Requests that change something carry a key: the same key again changes nothing and gets the same answer."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response

from cases.actions.once import once
from mediation.people.sessions import Known

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description=_("A new value for each new request; a retry with the same value changes nothing.")
)


def keyed(request: Known, deed: Callable[[], tuple[int, dict[str, Any]]], *where: str) -> Response:
    """Do the deed once for this caller, key, place and words; a repeated answer is marked."""
    answer = once(request.headers.get("Idempotency-Key", ""), by=request.user, said=[*where, request.data], deed=deed)
    return Response(answer.body, status=answer.status, headers={"Idempotency-Replayed": "true"} if answer.replayed else {})
