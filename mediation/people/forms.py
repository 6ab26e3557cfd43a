"""What people type about themselves, checked with sentences."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mediation.people.models import Centre
from mediation.people.roles import Role

CODE = re.compile(r"^[0-9]{6}$")
CHINA = 86
TAKES_TEXTS = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def clean_phone(value: str, *, mobile: bool = False) -> str:
    """Return a Chinese number as digits, a landline with its 0; ValidationError with a sentence.

    Numbers abroad are refused: texts to expensive foreign numbers are how codes are abused for money.
    """
    try:
        number = phonenumbers.parse(re.sub(r"[\s\-()（）]", "", value), "CN")
    except phonenumbers.NumberParseException:
        number = phonenumbers.PhoneNumber()
    kind = phonenumbers.number_type(number)
    if number.country_code != CHINA or not phonenumbers.is_valid_number(number):
        raise forms.ValidationError(_("This does not look like a phone number in China. Example: 138 0000 0000."))
    if mobile and kind not in TAKES_TEXTS:
        raise forms.ValidationError(_("A text message can only reach a mobile phone. Example: 138 0000 0000."))
    prefix = "0" if kind == phonenumbers.PhoneNumberType.FIXED_LINE else ""
    return prefix + phonenumbers.national_significant_number(number)


class DayInput(forms.DateInput):
    """A day, as browsers want it written whatever the language."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class MomentInput(forms.DateTimeInput):
    """A day and a time, as browsers want them."""

    input_type = "datetime-local"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


class PhoneField(forms.CharField):
    """A phone number; `mobile` where a text message must arrive."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, *, mobile: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.mobile = mobile

    def clean(self, value: Any) -> str:
        """Check and normalise."""
        text = super().clean(value)
        return clean_phone(text, mobile=self.mobile) if text else ""


class CodeForm(forms.Form):
    """Six digits from the phone."""

    code = forms.RegexField(
        label=_("Code from the text message"),
        regex=CODE,
        error_messages={"invalid": _("The code has six digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6"}),
    )


class PhoneForm(forms.Form):
    """A phone number alone."""

    phone = PhoneField(label=_("Mobile phone"), max_length=20, mobile=True)


class StaffForm(forms.Form):
    """A new member of staff and the first post."""

    name = forms.CharField(label=_("Name"), max_length=80)
    username = forms.RegexField(
        label=_("Sign-in name"),
        regex=re.compile(r"^[a-z][a-z0-9._-]{1,29}$"),
        help_text=_("Small letters and digits, for example wangfang."),
        error_messages={"invalid": _("Two to thirty small letters or digits, beginning with a letter.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    phone = PhoneField(label=_("Mobile phone"), max_length=20, required=False, mobile=True)
    centre = forms.ModelChoiceField(label=_("Centre"), queryset=Centre.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=_("Post"))

    def __init__(self, *args: Any, centres: QuerySet[Centre], roles: list[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
