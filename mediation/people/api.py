"""Sign-in for programs of citizens (a mini-program, an app): ask for a code, open a session, close it."""

from typing import Any

from django.contrib.auth import logout
from django.middleware.csrf import get_token
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mediation.people.actions import citizen_for
from mediation.people.actions.codes import ask_code, check_code
from mediation.people.backends import let_in
from mediation.people.forms import CodeForm, PhoneForm
from mediation.shapes import fields_of

Phone: Any = type("Phone", (serializers.Serializer,), fields_of(PhoneForm))
PhoneAndCode: Any = type("PhoneAndCode", (serializers.Serializer,), fields_of(PhoneForm) | fields_of(CodeForm))


class SessionShape(serializers.Serializer[Any]):
    """What a program needs for its next requests: send `csrf_token` as header X-CSRFToken with everything but GET."""

    name = serializers.CharField()
    csrf_token = serializers.CharField()


class Codes(APIView):
    """One-time codes."""

    permission_classes = (AllowAny,)

    @extend_schema(
        summary=_("Ask for a code"),
        operation_id="code_ask",
        description=_("Send six digits to a phone. The answer is the same whether or not the number is known."),
        request=Phone,
        responses={202: None},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Send six digits to a phone. The answer is the same whether or not the number is known."""
        said = Phone(data=request.data)
        said.is_valid(raise_exception=True)
        ask_code(phone=said.validated_data["phone"], purpose="sign_in", ip=request.META.get("REMOTE_ADDR", ""))
        return Response(status=202)


class Sessions(APIView):
    """The session of this program."""

    permission_classes = (AllowAny,)

    @extend_schema(
        summary=_("Open a session"),
        operation_id="session_open",
        description=_("Use the code up; the session cookie comes with the answer."),
        request=PhoneAndCode,
        responses={201: SessionShape},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Use the code up; the session cookie comes with the answer."""
        said = PhoneAndCode(data=request.data)
        said.is_valid(raise_exception=True)
        check_code(phone=said.validated_data["phone"], purpose="sign_in", code=said.validated_data["code"])
        person = citizen_for(phone=said.validated_data["phone"])
        let_in(request._request, person)
        return Response({"name": person.name, "csrf_token": get_token(request._request)}, status=201)

    @extend_schema(summary=_("Close the session"), operation_id="session_close", description=_("Leave."), request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Leave."""
        logout(request._request)
        return Response(status=204)
