"""What people type into pages, checked with sentences."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.kinds import AgentKind, AttendantKind, Channel, PartyKind, Side, Way
from cases.models import Advice, DisputeType
from mediation.people.forms import DayInput, MomentInput, PhoneField, clean_phone
from mediation.people.models import Area, User
from mediation.people.roles import Level


def not_tomorrow(day: date) -> None:
    """Nobody is born tomorrow."""
    if day > timezone.localdate():
        raise forms.ValidationError(_("Please check the date."))


class WhoForm(forms.Form):
    """Step 1: who are you and how can we reach you."""

    name = forms.CharField(label=_("Your name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = PhoneField(label=_("Your mobile phone"), mobile=True, max_length=20, help_text=_("We send one code to it at the end. No account is needed."))
    area = forms.ModelChoiceField(label=_("Where did it happen"), queryset=Area.objects.filter(level=Level.COMMUNITY), empty_label=_("Choose a community"), required=True)

    def __init__(self, *args: Any, place: Area | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if place is not None:
            del self.fields["area"]  # the scanned code says where


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


class CourtForm(WhatForm):
    """A dispute that came straight to the court, typed by the clerk from the complaint."""

    area = forms.ModelChoiceField(label=_("Where did it happen"), queryset=Area.objects.filter(level=Level.COMMUNITY), empty_label=_("Choose a community"))
    applicant_kind = forms.ChoiceField(label=_("The applicant is"), choices=PartyKind.choices, initial=PartyKind.PERSON, widget=forms.RadioSelect)
    applicant_name = forms.CharField(label=_("Name of the applicant"), max_length=80)
    applicant_phone = PhoneField(label=_("Mobile phone of the applicant"), mobile=True, max_length=20, help_text=_("Both sides are asked for their consent by text message."))
    respondent_phone = PhoneField(label=_("Phone of the other side"), mobile=True, max_length=20)


class EvidenceForm(forms.Form):
    """Something to show."""

    file = forms.FileField(label=_("Photo or PDF"))
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


class AgentForm(forms.Form):
    """Somebody who acts for a party."""

    kind = forms.ChoiceField(label=_("Who is it"), choices=AgentKind.choices)
    name = forms.CharField(label=_("Name"), max_length=80)
    phone = PhoneField(label=_("Mobile phone"), mobile=True, max_length=20)
    may_settle = forms.BooleanField(label=_("May also settle: admit, change or give up claims, and sign an agreement"), required=False)
    document = forms.FileField(label=_("Power of attorney or proof of guardianship (photo or PDF)"), required=False)


class JoinForm(forms.Form):
    """People who join, one on each line."""

    side = forms.ChoiceField(label=_("On which side"), choices=Side.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("They are"), choices=PartyKind.choices, initial=PartyKind.PERSON, widget=forms.RadioSelect)
    people = forms.CharField(
        label=_("Name and phone, one person on each line"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: 张三 13800000000. A child: add the date of birth, 2015-03-01."),
    )

    def clean_people(self) -> list[dict[str, Any]]:
        """Read the lines; a sentence names the one that is not understood."""
        found = [self._read(number, line) for number, line in enumerate(self.cleaned_data["people"].splitlines(), start=1) if line.strip()]
        if not found:
            raise forms.ValidationError(_("Please say who joins, and on which side."))
        return found

    def _read(self, number: int, line: str) -> dict[str, Any]:
        person: dict[str, Any] = {"name": "", "phone": "", "born_on": None}
        for word in line.replace("，", " ").replace(",", " ").split():
            if len(word) == 10 and word[4] == word[7] == "-":
                person["born_on"] = self._day(number, word)
            elif word.replace("-", "").isdigit():
                person["phone"] = self._phone(number, word)
            else:
                person["name"] = f"{person['name']} {word}".strip()[:80]
        if not person["name"]:
            raise forms.ValidationError(_("Line %(number)d: the name is missing."), params={"number": number})
        return person

    def _phone(self, number: int, word: str) -> str:
        try:
            return clean_phone(word)
        except forms.ValidationError as wrong:
            raise forms.ValidationError(_("Line %(number)d: %(why)s"), params={"number": number, "why": wrong.messages[0]}) from wrong

    def _day(self, number: int, word: str) -> date:
        try:
            day = date.fromisoformat(word)
        except ValueError as wrong:
            raise forms.ValidationError(_("Line %(number)d: this is not a date."), params={"number": number}) from wrong
        if day > timezone.localdate():
            raise forms.ValidationError(_("Line %(number)d: this is not a date."), params={"number": number})
        return day


class GuestForm(forms.Form):
    """Somebody who takes part without being a party."""

    kind = forms.ChoiceField(label=_("Who is it"), choices=AttendantKind.choices)
    name = forms.CharField(label=_("Name"), max_length=80)
    phone = PhoneField(label=_("Mobile phone"), max_length=20, required=False)


class EntryForm(CourtForm):
    """An application that somebody at the centre enters for a citizen."""

    channel = forms.ChoiceField(
        label=_("How it came in"), choices=[(c.value, c.label) for c in (Channel.WINDOW, Channel.HOTLINE, Channel.POLICE, Channel.GRID, Channel.DEPARTMENT)]
    )
    applicant_phone = PhoneField(
        label=_("Phone of the applicant"), max_length=20, required=False, help_text=_("Leave empty for somebody without a phone; everything can be done at the window.")
    )
    applicant_address = forms.CharField(label=_("Address of the applicant"), max_length=120, required=False)
    applicant_born_on = forms.DateField(label=_("Date of birth, for a child"), required=False, widget=DayInput(), validators=[not_tomorrow])
    respondent_phone = PhoneField(label=_("Phone of the other side"), max_length=20, required=False)
    way = forms.ChoiceField(label=_("How the citizen agreed that you enter it"), choices=[(w.value, w.label) for w in (Way.SPOKEN, Way.WRITTEN)], widget=forms.RadioSelect)
    scan = forms.FileField(label=_("Picture of the written consent"), required=False)
    again = forms.BooleanField(label=_("It is another matter than the case that is known"), required=False)

    field_order = ("channel", "area", "applicant_kind", "applicant_name", "applicant_phone", "applicant_address", "applicant_born_on", "dispute_type", "summary", "wish", "amount")


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
