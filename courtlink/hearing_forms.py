"""The form of a date at the court."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtlink.actions.hearings import LENGTHS
from courtlink.kinds import HearingKind
from courtlink.models import Hearing, Slot
from mediation.people.forms import MomentInput

USUAL = 90  # minutes


class HearingForm(forms.Form):
    """What for, when, for how long, and where; the deed says what is wrong with it."""

    kind = forms.ChoiceField(label=_("What for"), choices=HearingKind.choices)
    begins = forms.DateTimeField(label=_("When"), widget=MomentInput())
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=5, max_value=720, initial=USUAL)
    room = forms.CharField(
        label=_("Court room"),
        required=False,
        max_length=LENGTHS["room"],
        help_text=_("A room that is named here cannot be set twice at one time."),
        widget=forms.TextInput(attrs={"list": "rooms"}),
    )
    place = forms.CharField(label=_("Where it is"), required=False, max_length=LENGTHS["place"], help_text=_("Address, building, floor"))
    link = forms.CharField(label=_("Address on the screen"), required=False, max_length=300, help_text=_("For a hearing online: https://…"), widget=forms.URLInput())
    contact = forms.CharField(label=_("Whom to ask"), required=False, max_length=LENGTHS["contact"], help_text=_("Judge or clerk, and the office's telephone"))

    def slot(self) -> Slot:
        """What was entered, as the deed takes it."""
        said: dict[str, Any] = dict(self.cleaned_data)
        length = timedelta(minutes=said.pop("minutes"))
        return Slot(ends=said["begins"] + length, **said)

    def show(self, fields: dict[str, list[str]]) -> None:
        """Put what the deed refused at its field."""
        for name, sentences in fields.items():
            for sentence in sentences:
                self.add_error({"ends": "minutes"}.get(name, name), sentence)


def form_of(hearing: Hearing) -> HearingForm:
    """The form, filled in with what stands, to move it."""
    said = {name: getattr(hearing, name) for name in ("kind", "begins", "room", "place", "link", "contact")}
    return HearingForm(initial=said | {"minutes": int((hearing.ends - hearing.begins).total_seconds()) // 60})
