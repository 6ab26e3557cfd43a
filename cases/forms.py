"""What people type into pages, checked with sentences."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.kinds import Channel, PartyKind, Way
from cases.models import Advice, DisputeType
from cases.models.party import grown_since
from cases.people_forms import clean_identity
from mediation.people.forms import DayInput, MomentInput, PhoneField
from mediation.people.models import Area, User
from mediation.people.roles import Level


def not_tomorrow(day: date) -> None:
    """Nobody is born tomorrow."""
    if day > timezone.localdate():
        raise forms.ValidationError(_("Please check the date."))


class InquiryForm(forms.Form):
    """Whom the mediator asked, and what was said."""

    name = forms.CharField(label=_("Who was asked"), max_length=80)
    relation = forms.CharField(label=_("What this person has to do with the case"), max_length=120, required=False)
    at = forms.DateTimeField(label=_("When"), widget=MomentInput())
    place = forms.CharField(label=_("Where"), max_length=120)
    present = forms.CharField(label=_("Who else was there"), max_length=200, required=False)
    text = forms.CharField(label=_("Question and answer"), max_length=8000, widget=forms.Textarea(attrs={"rows": 12}))


class WhoForm(forms.Form):
    """Step 1: who are you and how can we reach you."""

    name = forms.CharField(label=_("Your name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = PhoneField(label=_("Your mobile phone"), mobile=True, max_length=20, help_text=_("We send one code to it at the end. No account is needed."))
    area = forms.ModelChoiceField(
        label=_("Where did it happen"), queryset=Area.objects.filter(level=Level.COMMUNITY, valid_to=None), empty_label=_("Choose a community"), required=True
    )
    child_name = forms.CharField(label=_("Name of the child"), max_length=40, required=False)
    child_born_on = forms.DateField(label=_("Date of birth of the child"), required=False, widget=DayInput())

    def __init__(self, *args: Any, place: Area | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if place is not None:
            del self.fields["area"]  # the scanned code says where

    def clean(self) -> dict[str, Any]:
        """A guardian says both: who the child is, and that it is one (民法典 17, 23)."""
        said = super().clean() or {}
        name, born = said.get("child_name"), said.get("child_born_on")
        if bool(name) != bool(born):
            self.add_error("child_name" if born else "child_born_on", _("Please give the child's name and date of birth."))
        if born and not grown_since(timezone.now()) < born <= timezone.localdate():
            self.add_error("child_born_on", _("Whoever is eighteen applies for themselves. Please check the date."))
        return said


class WhatForm(forms.Form):
    """Step 2: what happened, with whom."""

    dispute_type = forms.ModelChoiceField(label=_("What is it about"), queryset=DisputeType.objects.all(), to_field_name="code", empty_label=None, widget=forms.RadioSelect)
    summary = forms.CharField(
        label=_("What happened"),
        min_length=10,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In your own words: when, where, what. At least ten characters."),
    )
    wish = forms.CharField(label=_("What would solve it for you"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    amount = forms.DecimalField(label=_("Amount of money in question (yuan)"), max_digits=12, decimal_places=2, min_value=0, required=False, localize=False)
    respondent_kind = forms.ChoiceField(label=_("The other side is"), choices=PartyKind.choices, initial=PartyKind.PERSON, widget=forms.RadioSelect)
    respondent_name = forms.CharField(label=_("Name of the other side"), max_length=80, help_text=_("As you know it. “Neighbour in flat 401” is enough for now."))
    respondent_phone = PhoneField(label=_("Phone of the other side"), max_length=20, required=False, help_text=_("So that we can invite them. Leave empty if you do not know it."))

    def __init__(self, *args: Any, spoken: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].required = not spoken  # the voice note tells it


class CourtForm(WhatForm):
    """A dispute that came straight to the court, typed by the clerk from the complaint."""

    area = forms.ModelChoiceField(label=_("Where did it happen"), queryset=Area.objects.filter(level=Level.COMMUNITY, valid_to=None), empty_label=_("Choose a community"))
    applicant_kind = forms.ChoiceField(label=_("The applicant is"), choices=PartyKind.choices, initial=PartyKind.PERSON, widget=forms.RadioSelect)
    applicant_name = forms.CharField(label=_("Name of the applicant"), max_length=80)
    applicant_phone = PhoneField(label=_("Mobile phone of the applicant"), mobile=True, max_length=20, help_text=_("Both sides are asked for their consent by text message."))
    respondent_phone = PhoneField(label=_("Phone of the other side"), mobile=True, max_length=20)


class EvidenceForm(forms.Form):
    """Something to show."""

    file = forms.FileField(label=_("Photo, PDF or recording"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf,audio/*"}))
    purpose = forms.CharField(label=_("What it shows"), max_length=200, required=False)
    private = forms.BooleanField(label=_("Only the mediator and my side may see it"), required=False)


class EffectForm(forms.Form):
    """The number of a ruling, statement or deed, and its scan."""

    number = forms.CharField(label=_("Number of the paper"), min_length=4, max_length=64)
    paper = forms.FileField(label=_("The paper itself (PDF or photo)"), required=False, help_text=_("The parties can then open it on the page of the case."))


class DaysForm(forms.Form):
    """Days that differ from Monday to Friday, from a published notice."""

    kind = forms.ChoiceField(label=_("These days are"), choices=[("off", _("Holiday")), ("work", _("Working day in exchange"))], widget=forms.RadioSelect, initial="off")
    first = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    source = forms.CharField(label=_("Published in"), max_length=200, help_text=_("For example: 国办发明电〔2026〕1号"))


class YearForm(forms.Form):
    """A year whose holidays are all entered."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    source = forms.CharField(label=_("Published in"), max_length=200)


class HoursForm(forms.Form):
    """Hours of duty, a row for each day of the week; an empty row is a closed day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(7):
            for name, label in (("opens", _("From")), ("closes", _("Until"))):
                self.fields[f"{name}_{day}"] = forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def clean(self) -> dict[str, Any]:
        """Both ends of a day, in order."""
        said = super().clean() or {}
        for day in range(7):
            opens, closes = said.get(f"opens_{day}"), said.get(f"closes_{day}")
            if (opens is None) != (closes is None) or (opens and closes and opens >= closes):
                self.add_error(f"closes_{day}", _("A day must open before it closes."))
        return said

    def windows(self) -> dict[int, tuple[Any, Any]]:
        """The days that are open."""
        said = self.cleaned_data
        return {day: (said[f"opens_{day}"], said[f"closes_{day}"]) for day in range(7) if said[f"opens_{day}"]}


class EntryForm(CourtForm):
    """An application that somebody at the centre enters for a citizen."""

    channel = forms.ChoiceField(
        label=_("How it came in"), choices=[(c.value, c.label) for c in (Channel.WINDOW, Channel.HOTLINE, Channel.POLICE, Channel.GRID, Channel.DEPARTMENT)]
    )
    applicant_phone = PhoneField(
        label=_("Phone of the applicant"), max_length=20, required=False, help_text=_("Leave empty for somebody without a phone; everything can be done at the window.")
    )
    applicant_address = forms.CharField(label=_("Address of the applicant"), max_length=120, required=False)
    applicant_id_number = forms.CharField(label=_("ID number, or credit code of an organisation"), max_length=18, required=False)
    applicant_legal_head = forms.CharField(label=_("Legal representative of the organisation"), max_length=80, required=False)
    applicant_born_on = forms.DateField(label=_("Date of birth, for a child"), required=False, widget=DayInput(), validators=[not_tomorrow])
    respondent_phone = PhoneField(label=_("Phone of the other side"), max_length=20, required=False)
    way = forms.ChoiceField(label=_("How the citizen agreed that you enter it"), choices=[(w.value, w.label) for w in (Way.SPOKEN, Way.WRITTEN)], widget=forms.RadioSelect)
    scan = forms.FileField(label=_("Picture of the written consent"), required=False)
    again = forms.BooleanField(label=_("It is another matter than the case that is known"), required=False)

    field_order = (
        *("channel", "area", "applicant_kind", "applicant_name", "applicant_phone", "applicant_address", "applicant_id_number", "applicant_legal_head", "applicant_born_on"),
        *("dispute_type", "summary", "wish", "amount"),
    )

    def clean_applicant_id_number(self) -> str:
        """As for every party."""
        return clean_identity(self.cleaned_data["applicant_id_number"], self.cleaned_data.get("applicant_kind", ""))


class GuideForm(forms.Form):
    """An anonymous question: can this be mediated, and what else could I do?"""

    kind = forms.ModelChoiceField(label=_("What is it about"), queryset=DisputeType.objects.all(), to_field_name="code", empty_label=None, widget=forms.RadioSelect)
    circumstances = forms.ModelMultipleChoiceField(
        label=_("Is one of these the case?"), queryset=Advice.objects.filter(is_circumstance=True), to_field_name="code", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circumstances"].label_from_instance = lambda row: row.question  # type: ignore[attr-defined]


class ShiftForm(forms.Form):
    """Somebody on call."""

    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), empty_label=None)
    begins_at = forms.DateTimeField(label=_("From"), widget=MomentInput())
    ends_at = forms.DateTimeField(label=_("Until"), widget=MomentInput())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        self.fields["user"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]


class ProfileForm(forms.Form):
    """What a mediator is good at."""

    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), empty_label=None)
    skills = forms.ModelMultipleChoiceField(
        label=_("Knows these disputes"), queryset=DisputeType.objects.all(), to_field_name="code", required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages besides Mandarin"), choices=[("en", "English"), ("wuu", "吴语"), ("yue", "粤语"), ("csl", "手语")], required=False, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.IntegerField(label=_("Mediations at a time"), min_value=1, max_value=60, initial=8)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        self.fields["user"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]

    def clean_skills(self) -> list[str]:
        """As codes."""
        return [kind.code for kind in self.cleaned_data["skills"]]


class RollForm(forms.Form):
    """A list of disputes."""

    file = forms.FileField(label=_("List (CSV or XLSX)"))


class WordingForm(forms.Form):
    """A passage of a paper in a centre's own words."""

    text = forms.CharField(label=_("Text, one paragraph a line"), max_length=2000, widget=forms.Textarea(attrs={"rows": 8, "lang": "zh-Hans"}))

    def __init__(self, *args: Any, optional: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = not optional


class ReleaseForm(forms.Form):
    """From which day a draft holds, and which draft was read."""

    begins_on = forms.DateField(label=_("In force from"), widget=DayInput(), help_text=_("A day to come."))
    number = forms.IntegerField(min_value=1, max_value=100000, widget=forms.HiddenInput())
    read_at = forms.CharField(max_length=40, widget=forms.HiddenInput())
