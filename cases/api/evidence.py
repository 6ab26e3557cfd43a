"""Show something: a file that was sent in pieces becomes an exhibit."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.actions.evidence import add_evidence
from cases.api.keyed import KEY, keyed
from cases.forms import EvidenceForm
from cases.models import Evidence
from cases.reads.lookup import case_for
from mediation.people.sessions import Known
from mediation.shapes import fields_of
from mediation.vault.pieces import assembled, holder_of_user

Shown: Any = type("Shown", (serializers.Serializer,), fields_of(EvidenceForm, "purpose"))


class NewExhibit(Shown):
    """A file that has arrived, and who may see it."""

    upload = serializers.CharField(max_length=32, help_text=_("The last part of the address under /uploads (tus 1.0.0), once every piece has arrived"))
    private = serializers.BooleanField(default=False, help_text=EvidenceForm.base_fields["private"].label)  # type: ignore[attr-defined]


class ExhibitShape(serializers.Serializer[Evidence]):
    """An exhibit as it is called, with the fingerprint of the original."""

    title = serializers.CharField(source="label")
    version = serializers.IntegerField()
    audience = serializers.CharField()
    sha256 = serializers.CharField(source="file.sha256")
    media_type = serializers.CharField(source="file.media_type")
    at = serializers.DateTimeField(source="added_at")


class Exhibits(APIView):
    """What the parties show."""

    @extend_schema(
        summary=_("Show something"),
        operation_id="evidence_add",
        description=_("Photo, PDF or recording, sent in pieces before; it gets the next number."),
        parameters=[KEY],
        request=NewExhibit,
        responses={201: ExhibitShape},
    )
    def post(self, request: Known, number: str) -> Response:
        """Photo, PDF or recording, sent in pieces before; it gets the next number."""
        case = case_for(request.user, number)
        said = NewExhibit(data=request.data)
        said.is_valid(raise_exception=True)
        words = said.validated_data

        def deed() -> tuple[int, dict[str, Any]]:
            whole = assembled(words["upload"], holder=holder_of_user(request.user.pk))
            shown = add_evidence(case.pk, by=request.user, upload=whole, purpose=words["purpose"], private=words["private"])
            return 201, dict(ExhibitShape(shown).data)

        return keyed(request, deed, number)
