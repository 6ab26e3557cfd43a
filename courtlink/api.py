"""Filings for programs: the parties' side and the court's side, with the same deeds as the pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.api.keyed import KEY, keyed
from cases.reads.lookup import case_for
from courtlink.actions import file
from courtlink.actions.deeds import DEEDS, Said, do
from courtlink.elements import KIND_FIELD
from courtlink.kinds import DeemedReason, FilingKind, RefusalGround, RejectReason, Result, ReturnReason
from courtlink.models import Filing
from courtlink.reads import filing_for
from mediation.people.sessions import Known

LIMIT = 4000


class FiledDocument(serializers.Serializer[Any]):
    """One document of a filing, with what the court wrote about it."""

    position = serializers.IntegerField()
    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField()
    title = serializers.CharField()
    sha256 = serializers.CharField()
    review_reason = serializers.CharField()
    review_row = serializers.CharField()
    review_words = serializers.CharField()


class FiledDate(serializers.Serializer[Any]):
    """A date at the court; the same uid for ever, a higher sequence with every change."""

    uid = serializers.CharField()
    sequence = serializers.IntegerField()
    kind = serializers.CharField()
    begins = serializers.DateTimeField()
    ends = serializers.DateTimeField()
    room = serializers.CharField()
    place = serializers.CharField()
    link = serializers.CharField()
    cancelled = serializers.BooleanField()


class FilingShape(serializers.Serializer[Filing]):
    """A filing as the parties and the court see it."""

    ref = serializers.CharField()
    case = serializers.CharField(source="case.number")
    kind = serializers.CharField()
    seq = serializers.IntegerField()
    revises = serializers.CharField(source="revises.ref", allow_null=True, default=None)
    state = serializers.CharField()
    state_text = serializers.CharField(source="get_state_display")
    package_sha256 = serializers.CharField()
    docket_number = serializers.CharField()
    result = serializers.CharField()
    reason = serializers.CharField()
    remark = serializers.CharField()
    in_hand_since = serializers.DateTimeField(source="reviewer_since", allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    first_submitted_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    documents = FiledDocument(many=True, source="documents.all")
    dates = FiledDate(many=True, source="hearings.all")


class NewFiling(serializers.Serializer[Any]):
    """A lawsuit, one signature under a joint application for confirmation, or an application for enforcement."""

    kind = serializers.ChoiceField(FilingKind.choices)
    id_number = serializers.CharField(max_length=18, help_text=_("Identity number, or credit code of an organisation"))
    address = serializers.CharField(max_length=LIMIT)
    electronic = serializers.BooleanField(default=False, help_text=_("Papers may be served electronically"))
    claims = serializers.CharField(max_length=LIMIT, required=False, default="", help_text=_("One claim a line (lawsuit)"))
    facts = serializers.CharField(max_length=LIMIT, required=False, default="", help_text=_("When, where, what (lawsuit)"))
    amount = serializers.CharField(max_length=20, required=False, default="")
    form_kind = serializers.CharField(max_length=24, required=False, default="", help_text=_("Which form of the court: loan, tenancy, …; without one, the general form"))
    rows = serializers.DictField(
        child=serializers.CharField(max_length=LIMIT, allow_blank=True),
        required=False,
        default=dict,
        help_text=_("Further rows of that form by their codes; of an enforcement claim_N, left_N, late_N for each obligation, performed, clues, double_interest"),
    )
    willing = serializers.ChoiceField(["yes", "no", "unsure", ""], required=False, default="", help_text=_("Ready to mediate before the court"))
    evidence = serializers.ListField(child=serializers.CharField(max_length=8), required=False, default=list, max_length=50, help_text=_("Exhibits as they are called: E1, PA2"))
    drawing = serializers.CharField(max_length=400_000, help_text=_("The drawn signature: data:image/png;base64,…"))

    def words(self) -> dict[str, str]:
        """What the form of the page would have sent."""
        said = self.validated_data
        plain = ("id_number", "address", "claims", "facts", "amount", "willing", KIND_FIELD)
        return said["rows"] | {name: said[name] for name in plain} | {"electronic": "yes" if said["electronic"] else ""}


class Objection(serializers.Serializer[Any]):
    """What the court objects to in one document."""

    document = serializers.IntegerField(min_value=1, max_value=2**31)
    reason = serializers.ChoiceField(ReturnReason.choices)
    row = serializers.CharField(max_length=40, required=False, default="", allow_blank=True, help_text=_("for missing_row: the code of the row"))
    words = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class Decision(serializers.Serializer[Any]):
    """What the court does with a filing."""

    decision = serializers.ChoiceField(list(DEEDS))
    docket_number = serializers.CharField(max_length=64, required=False, default="", help_text=_("for accept"))
    objections = Objection(many=True, required=False, default=list, help_text=_("for return: at least one"))
    result = serializers.ChoiceField(Result.choices, required=False, default=Result.CONFIRMED, help_text=_("for decide"))
    reason = serializers.ChoiceField(
        [*RejectReason.choices, *RefusalGround.choices, *DeemedReason.choices, ("", "")],
        required=False,
        default="",
        help_text=_("for reject; for decide with the result refused: its ground; for deem_withdrawn"),
    )
    remark = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class Filings(APIView):
    """The filings of a case."""

    @extend_schema(summary=_("List the filings of a case"), operation_id="filings_list", description=_("Newest first."), responses=FilingShape(many=True))
    def get(self, request: Known, number: str) -> Response:
        """Newest first."""
        case = case_for(request.user, number)
        rows = Filing.objects.visible_to(request.user).filter(case=case).select_related("case", "revises").prefetch_related("documents", "hearings").order_by("-pk")
        return Response([FilingShape(row).data for row in rows])

    @extend_schema(
        summary=_("File at the court"),
        operation_id="filing_send",
        description=_("Whatever a clerk would send back is refused here, at its field. The last signature of a joint application sends it."),
        parameters=[KEY],
        request=NewFiling,
        responses={201: FilingShape},
    )
    def post(self, request: Known, number: str) -> Response:
        """Whatever a clerk would send back is refused here, at its field. The last signature of a joint application sends it."""
        case = case_for(request.user, number)
        said = NewFiling(data=request.data)
        said.is_valid(raise_exception=True)
        drawing = said.validated_data["drawing"]

        def deed() -> tuple[int, dict[str, Any]]:
            if said.validated_data["kind"] == FilingKind.LAWSUIT:
                exhibits = [shown.pk for shown in case.evidence.on_the_table() if shown.label in said.validated_data["evidence"]]
                sent = file.file_lawsuit(case.pk, by=request.user, words=said.words(), evidence=exhibits, drawing=drawing)
            elif said.validated_data["kind"] == FilingKind.ENFORCEMENT:
                sent = file.file_enforcement(case.pk, by=request.user, words=said.words(), drawing=drawing)
            else:
                sent = file.join_confirmation(case.pk, by=request.user, words=said.words(), drawing=drawing)
            return 201, dict(FilingShape(sent).data)

        return keyed(request, deed, number)


class OneFiling(APIView):
    """One filing."""

    @extend_schema(summary=_("Read a filing"), operation_id="filing_read", description=_("Its state, its documents, and what the court says."), responses=FilingShape)
    def get(self, request: Known, ref: str) -> Response:
        """Its state, its documents, and what the court says."""
        return Response(FilingShape(_filing(request, ref)).data)


class Decisions(APIView):
    """The court's side."""

    @extend_schema(
        summary=_("Decide on a filing"),
        operation_id="filing_decide",
        description=_(
            "Take it in hand, put it back or take it over, accept it with the docket number, return it once with objections, reject it, enter its result, or regard it as taken back."
        ),
        parameters=[KEY],
        request=Decision,
        responses=FilingShape,
    )
    def post(self, request: Known, ref: str) -> Response:
        """Take it in hand, put it back or take it over, accept it, return it once with objections, reject it, enter its result, or regard it as taken back."""
        found = _filing(request, ref)
        said = Decision(data=request.data)
        said.is_valid(raise_exception=True)

        def deed() -> tuple[int, dict[str, Any]]:
            return 200, dict(FilingShape(_decide(found.pk, said.validated_data, by=request.user)).data)

        return keyed(request, deed, ref)


def _decide(filing_id: int, said: dict[str, Any], *, by: Any) -> Filing:
    objections = {row["document"]: (f"{row['reason']}:{row['row']}", row["words"]) for row in said["objections"]}
    words = {name: said[name] for name in ("docket_number", "reason", "remark", "result")}
    return do(said["decision"], filing_id, by=by, said=Said(objections=objections, **words))


def _filing(request: Known, ref: str) -> Filing:
    return filing_for(request.user, ref)
