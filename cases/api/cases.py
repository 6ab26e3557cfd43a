"""Apply, list, read, move."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from cases.actions import intake, move
from cases.api.keyed import KEY, keyed
from cases.api.shapes import Brief, NewCase, NewMove, Opened, Whole
from cases.models import Case
from cases.reads.lookup import case_for
from cases.reads.page import ALL, page_of
from mediation.people.sessions import Known
from mediation.refusals import WrongPerson


class Cases(ListAPIView[Case]):
    """The cases this person may know of."""

    serializer_class = Brief
    throttle_scope = "intake"

    def get_throttles(self) -> list[Any]:
        """Only applications are counted."""
        return [ScopedRateThrottle()] if self.request.method == "POST" else []

    def get_queryset(self) -> Any:
        """Visible cases, newest first."""
        return Case.objects.visible_to(self.request.user)

    @extend_schema(summary=_("List cases"), operation_id="cases_list", description=_("Newest first, 25 a page; `next` leads on."))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Newest first, 25 a page; `next` leads on."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary=_("Apply for mediation"),
        operation_id="cases_open",
        description=_("Open a case: it is yellow, and its code can be shown at once."),
        parameters=[KEY],
        request=NewCase,
        responses={201: Opened},
    )
    def post(self, request: Known) -> Response:
        """Open a case: it is yellow, and its code can be shown at once."""
        said = NewCase(data=request.data)
        said.is_valid(raise_exception=True)
        person = request.user

        def deed() -> tuple[int, dict[str, Any]]:
            case = intake.submit(said.application(phone=person.phone), by=person)
            return 201, dict(Opened(case).data)

        if not person.phone:
            raise WrongPerson(_("Applications are made by people who signed in with their phone."))
        return keyed(request, deed)


class OneCase(APIView):
    """One case."""

    @extend_schema(
        summary=_("Read a case"),
        operation_id="case_read",
        description=_("Colour, whose turn, next step, deadline, people, time line, documents, and the moves this reader may make."),
        responses=Whole,
    )
    def get(self, request: Known, number: str) -> Response:
        """Colour, whose turn, next step, deadline, people, time line, documents, and the moves this reader may make."""
        return Response(Whole(page_of(request.user, case_for(request.user, number), newest=ALL)).data)


class Moves(APIView):
    """What can be done."""

    @extend_schema(
        summary=_("Make a move"),
        operation_id="case_move",
        description=_("Make a move of the table; 409 with the present colour when somebody was faster."),
        parameters=[KEY],
        request=NewMove,
        responses=Whole,
    )
    def post(self, request: Known, number: str) -> Response:
        """Make a move of the table; 409 with the present colour when somebody was faster."""
        case = case_for(request.user, number)
        said = NewMove(data=request.data)
        said.is_valid(raise_exception=True)

        def deed() -> tuple[int, dict[str, Any]]:
            move.press(case.pk, said.validated_data["move"], by=request.user, reason=said.validated_data["reason"])
            return 200, dict(Whole(page_of(request.user, case_for(request.user, number))).data)

        return keyed(request, deed, number)
