"""A row of a list of disputes, checked by the same rules as every application."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.intake import Application
from cases.forms import WhatForm
from cases.kinds import Channel, PartyKind
from mediation.people.forms import PhoneField
from mediation.people.models import Area
from mediation.people.roles import Level

HEADINGS = (
    "ref",
    "area",
    "dispute_type",
    "summary",
    "wish",
    "amount",
    "applicant_name",
    "applicant_phone",
    "applicant_kind",
    "respondent_name",
    "respondent_phone",
    "respondent_kind",
)
EXAMPLE = ("12345-2026-0001", "330108002001", "neighbour", "楼上漏水三个月没有修", "修好并赔偿", "2000", "张三", "13800000000", "person", "李四", "13800000001", "person")


class RowForm(WhatForm):
    """One row; `ref` is the sender's own number."""

    ref = forms.CharField(label=_("Reference of the sender"), max_length=60)
    area = forms.ModelChoiceField(label=_("Community"), queryset=Area.objects.filter(level=Level.COMMUNITY, valid_to=None), to_field_name="code")
    applicant_name = forms.CharField(label=_("Name of the applicant"), max_length=80)
    applicant_phone = PhoneField(label=_("Phone of the applicant"), max_length=20, required=False)
    applicant_kind = forms.ChoiceField(label=_("The applicant is"), choices=PartyKind.choices, required=False)
    respondent_kind = forms.ChoiceField(label=_("The other side is"), choices=PartyKind.choices, required=False)

    def application(self) -> Application:
        """The checked row, as the action takes it."""
        return Application.entered(self.cleaned_data, channel=Channel.FILE)


def read_row(row: dict[str, str]) -> tuple[list[str], Application | None]:
    """What is wrong with a row, field by field; or the application that it is."""
    form = RowForm(row)
    if form.is_valid():
        return [], form.application()
    return [f"{form.fields[name].label if name in form.fields else ''} {error}".strip() for name, errors in form.errors.items() for error in errors], None
