"""What people type about those at the table: who they are, who acts for them, who joins."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.kinds import AgentKind, AttendantKind, PartyKind, Side
from mediation.people.forms import PhoneField, clean_phone
from mediation.people.identity import valid_credit_code, valid_id_number

WRONG_IDENTITY = {
    PartyKind.PERSON: _("This ID number cannot be right. Please check its 18 characters."),
    PartyKind.ORGANISATION: _("This credit code cannot be right. Please check its 18 characters."),
}


class IdentityForm(forms.Form):
    """Who a party is: number, address, and who stands for an organisation."""

    id_number = forms.CharField(
        label=_("ID number, or credit code of an organisation"),
        max_length=18,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    legal_head = forms.CharField(label=_("Legal representative of the organisation"), max_length=80, required=False)

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_id_number(self) -> str:
        """Upper case, and right for a person or an organisation."""
        return clean_identity(self.cleaned_data["id_number"], self.kind)


def clean_identity(number: str, kind: str) -> str:
    """Return an identity number (GB 11643) or credit code (GB 32100) in upper case; ValidationError when its check digits are wrong. Nothing is fine, too."""
    number, kind = number.strip().upper(), PartyKind(kind or PartyKind.PERSON)
    valid = valid_credit_code if kind == PartyKind.ORGANISATION else valid_id_number
    if number and not valid(number):
        raise forms.ValidationError(WRONG_IDENTITY[kind])
    return number


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
        help_text=_("For example: 张三 13800000000. An ID number or credit code may follow; for a child the date of birth, 2015-03-01."),
    )

    def clean_people(self) -> list[dict[str, Any]]:
        """Read the lines; a sentence names the one that is not understood."""
        found = [self._read(number, line) for number, line in enumerate(self.cleaned_data["people"].splitlines(), start=1) if line.strip()]
        if not found:
            raise forms.ValidationError(_("Please say who joins, and on which side."))
        return found

    def _read(self, number: int, line: str) -> dict[str, Any]:
        person: dict[str, Any] = {"name": "", "phone": "", "born_on": None, "id_number": ""}
        for word in line.replace("，", " ").replace(",", " ").split():
            if len(word) == 18 and word.isascii() and word.isalnum():
                person["id_number"] = self._identity(number, word)
            elif len(word) == 10 and word[4] == word[7] == "-":
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

    def _identity(self, number: int, word: str) -> str:
        try:
            return clean_identity(word, self.cleaned_data.get("kind", ""))
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
