"""What people type about hours, days off and rooms."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from mediation.people.forms import DayInput
from mediation.people.models import Centre, User
from mediation.people.roles import Role


class TimeInput(forms.TimeInput):
    """A time of day, as browsers want it."""

    input_type = "time"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


class HoursForm(forms.Form):
    """Hours of a mediator's week."""

    centre = forms.ModelChoiceField(label=_("Centre"), queryset=Centre.objects.none(), empty_label=None)
    weekday = forms.TypedChoiceField(label=_("Day"), coerce=int, choices=list(WEEKDAYS.items()))
    begins = forms.TimeField(label=_("From"), widget=TimeInput())
    ends = forms.TimeField(label=_("Until"), widget=TimeInput())

    def __init__(self, *args: Any, mediator: User, **options: Any) -> None:
        super().__init__(*args, **options)
        centres = [post.centre_id for post in mediator.posts if post.role == Role.MEDIATOR]
        self.fields["centre"].queryset = Centre.objects.filter(pk__in=centres)  # type: ignore[attr-defined]


class DaysOffForm(forms.Form):
    """Days on which a mediator is away."""

    first = forms.DateField(label=_("First day off"), widget=DayInput())
    last = forms.DateField(label=_("Last day off"), widget=DayInput())


class PlaceForm(forms.Form):
    """A room at a centre."""

    name = forms.CharField(label=_("Name of the room"), max_length=40)
    seats = forms.IntegerField(label=_("Seats"), min_value=2, max_value=200)
    accessible = forms.BooleanField(label=_("Can be reached without steps"), required=False)
