"""What travels: shapes of requests (from the pages' forms) and of answers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cases.actions.intake import Application, Person
from cases.forms import WhatForm, WhoForm
from cases.kinds import Channel
from cases.models import Case, Party
from cases.reads.page import CasePage
from mediation.shapes import fields_of

PERSON = ("name",)
ApplicationFields: Any = type("ApplicationFields", (serializers.Serializer,), fields_of(WhatForm) | fields_of(WhoForm, "name"))


class NewCase(ApplicationFields):
    """An application of the person who is signed in, for a community's official code."""

    area = serializers.SlugRelatedField("code", queryset=WhoForm.base_fields["area"].queryset, help_text=_("12-digit code of the community"))  # type: ignore[attr-defined]

    def application(self, *, phone: str) -> Application:
        """The checked words, as the action takes them."""
        said = self.validated_data
        return Application(
            area=said["area"],
            channel=Channel.API,
            dispute_type=said["dispute_type"],
            summary=said["summary"],
            wish=said["wish"],
            amount=said["amount"] or None,
            applicant=Person(name=said["name"], phone=phone),
            respondent=Person(name=said["respondent_name"], phone=said["respondent_phone"], kind=said["respondent_kind"]),
        )


class NewMove(serializers.Serializer[Any]):
    """A move by its name in the table, with a coded reason where the move asks for one."""

    move = serializers.SlugField(max_length=40)
    reason = serializers.CharField(max_length=24, required=False, default="", allow_blank=True)


class Brief(serializers.Serializer[Case]):
    """A case in a list."""

    number = serializers.CharField()
    title = serializers.CharField()
    stage = serializers.CharField()
    stage_text = serializers.CharField(source="get_stage_display")
    colour = serializers.CharField()
    colour_text = serializers.CharField(source="get_colour_display")
    created_at = serializers.DateTimeField()
    page = serializers.URLField(source="page_url")


class PartyShape(serializers.Serializer[Party]):
    """A party; the phone is masked."""

    side = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField(source="shown_name")
    phone = serializers.CharField(source="masked_phone")
    answer = serializers.CharField()


class OfferShape(serializers.Serializer[Any]):
    """A move that this reader may make now."""

    move = serializers.CharField(source="move.name")
    label = serializers.CharField(source="move.label")  # type: ignore[assignment]
    danger = serializers.BooleanField(source="move.danger")
    reasons = serializers.SerializerMethodField()

    def get_reasons(self, offer: Any) -> dict[str, str]:
        """Codes and their words."""
        return {code: str(label) for code, label in offer.reasons}


class StepShape(serializers.Serializer[Any]):
    """A line of the time line."""

    at = serializers.DateTimeField()
    words = serializers.CharField()
    who = serializers.CharField()
    reason = serializers.CharField()
    colour = serializers.CharField()


class DeadlineShape(serializers.Serializer[Any]):
    """By when."""

    name = serializers.CharField(source="period")
    due_at = serializers.DateTimeField()


class DocumentShape(serializers.Serializer[Any]):
    """An exhibit or a paper."""

    kind = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    sha256 = serializers.CharField()
    at = serializers.DateTimeField()


class Whole(serializers.Serializer[CasePage]):
    """A case as this reader may see it."""

    number = serializers.CharField(source="case.number")
    title = serializers.CharField(source="case.title")
    stage = serializers.CharField(source="case.stage")
    stage_text = serializers.CharField(source="case.get_stage_display")
    colour = serializers.CharField(source="case.colour")
    colour_text = serializers.CharField(source="case.get_colour_display")
    created_at = serializers.DateTimeField(source="case.created_at")
    page = serializers.URLField(source="case.page_url")
    qr = serializers.URLField(source="case.qr_url")
    role = serializers.CharField()
    turn = serializers.CharField()
    next_step = serializers.CharField(source="case.next_step")
    deadline = DeadlineShape(allow_null=True)
    dispute_type = serializers.CharField(source="case.dispute_type.code")
    area = serializers.CharField(source="case.area.code")
    centre = serializers.CharField(source="case.centre.name")
    summary = serializers.CharField(source="case.summary")
    wish = serializers.CharField(source="case.wish")
    amount = serializers.DecimalField(14, 2, source="case.amount", allow_null=True)
    parties = PartyShape(many=True, source="case.parties.all")
    moves = OfferShape(many=True, source="offers.buttons")
    steps = StepShape(many=True)
    documents = DocumentShape(many=True)


class Opened(serializers.Serializer[Case]):
    """A new case: its number, its colour and its code."""

    number = serializers.CharField()
    stage = serializers.CharField()
    colour = serializers.CharField()
    created_at = serializers.DateTimeField()
    page = serializers.URLField(source="page_url")
    qr = serializers.URLField(source="qr_url")
