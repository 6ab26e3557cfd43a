"""Disputes from other systems: sent with their own number, followed by it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from cases.actions import senders, tickets
from cases.actions.intake import Application
from cases.api.keyed import KEY, keyed
from cases.api.shapes import DeadlineShape
from cases.forms import EntryForm
from cases.models import Sender, Ticket
from cases.people_forms import clean_identity
from cases.reads.progress import Progress, progress_of
from mediation.people.models import User
from mediation.people.sessions import Known
from mediation.refusals import NotFound, WrongPerson
from mediation.shapes import fields_of

ENTERED = (
    "dispute_type",
    "summary",
    "wish",
    "amount",
    "applicant_kind",
    "applicant_name",
    "applicant_phone",
    "applicant_address",
    "applicant_id_number",
    "applicant_legal_head",
    "applicant_born_on",
)
ABOUT = ("respondent_kind", "respondent_name", "respondent_phone", "way")
TicketFields: Any = type("TicketFields", (serializers.Serializer,), fields_of(EntryForm, *ENTERED, *ABOUT))


class FromSender(Known):
    """A request whose sending system is known."""

    auth: Sender


class SenderKey(BaseAuthentication):
    """`Authorization: Bearer mck_…`: the key that the system got when it was connected."""

    def authenticate(self, request: Request) -> tuple[User, Sender] | None:
        """The system's account and the system; WrongPerson while it is suspended."""
        scheme, _space, key = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        sender = senders.known_by(key.strip())
        if sender is None:
            raise AuthenticationFailed(_("This key is not known."))
        if sender.suspended_at is not None:
            raise WrongPerson(_("This connection is suspended. Please call the centre."))
        return sender.user, sender

    def authenticate_header(self, request: Request) -> str:
        """What to send."""
        return 'Bearer realm="mediation-code"'


class SenderKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the description of the API names it."""

    target_class = SenderKey
    name = "sender"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}


class NewTicket(TicketFields):
    """A dispute as the window would enter it, with the sender's own number."""

    reference = serializers.CharField(max_length=60, validators=[RegexValidator(r"^\w[\w.-]*\Z")], help_text=_("Your own number: letters, digits, dots and hyphens"))
    area = serializers.SlugRelatedField("code", queryset=EntryForm.base_fields["area"].queryset, help_text=_("12-digit code of the community"))  # type: ignore[attr-defined]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An identity number fits the kind of the applicant."""
        try:
            return attrs | {"applicant_id_number": clean_identity(attrs["applicant_id_number"], attrs["applicant_kind"])}
        except ValidationError as wrong:
            raise serializers.ValidationError({"applicant_id_number": wrong.messages}) from wrong


class TicketShape(serializers.Serializer[Ticket]):
    """The case that it became."""

    reference = serializers.CharField()
    number = serializers.CharField(source="case.number")
    stage = serializers.CharField(source="case.stage")
    colour = serializers.CharField(source="case.colour")
    page = serializers.URLField(source="case.page_url")
    received_at = serializers.DateTimeField(source="created_at")


class ResultShape(serializers.Serializer[Any]):
    """How it ended."""

    stage = serializers.CharField()
    reason = serializers.CharField()


class ProgressShape(serializers.Serializer[Progress]):
    """Where the dispute stands: codes only."""

    reference = serializers.CharField(source="ticket.reference")
    number = serializers.CharField(source="case.number")
    stage = serializers.CharField(source="case.stage")
    colour = serializers.CharField(source="case.colour")
    turn = serializers.CharField()
    next_step = serializers.CharField(source="case.next_step")
    deadline = DeadlineShape(allow_null=True)
    result = ResultShape(allow_null=True)
    seq = serializers.IntegerField(source="case.last_seq")
    moved_at = serializers.DateTimeField()
    page = serializers.URLField(source="case.page_url")
    received_at = serializers.DateTimeField(source="ticket.created_at")


class Tickets(APIView):
    """Sending."""

    authentication_classes = (SenderKey,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "tickets"

    @extend_schema(
        summary=_("Send a dispute"),
        operation_id="ticket_send",
        description=_("For connected systems. The same reference again answers 200 with the same case; other words under it are refused with 409."),
        parameters=[KEY],
        request=NewTicket,
        responses={201: TicketShape},
    )
    def post(self, request: FromSender) -> Response:
        """Open a case, or answer with the one that this number is."""
        said = NewTicket(data=request.data)
        said.is_valid(raise_exception=True)
        words, sender = said.validated_data, request.auth

        def deed() -> tuple[int, dict[str, Any]]:
            application = Application.entered(words, channel=sender.channel)
            ticket, is_new = tickets.receive(sender, reference=words["reference"], application=application, way=words["way"], said=request.data)
            return 201 if is_new else 200, dict(TicketShape(ticket).data)

        return keyed(request, deed)


class OneTicket(APIView):
    """Following."""

    authentication_classes = (SenderKey,)

    @extend_schema(
        summary=_("Follow a dispute"),
        operation_id="ticket_read",
        description=_("Stage, colour, whose turn, deadline and result of a dispute that this system sent; codes only, never names or words."),
        responses=ProgressShape,
    )
    def get(self, request: FromSender, reference: str) -> Response:
        """Where it stands now."""
        progress = progress_of(request.auth, reference)
        if progress is None:
            raise NotFound(_("This system sent no dispute with this number."))
        return Response(ProgressShape(progress).data)
