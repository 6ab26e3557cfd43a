"""Phone numbers and codes, checked with sentences."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

CODE = re.compile(r"^\d{6}$")


def clean_phone(value: str) -> str:
    """Return a Chinese mobile or landline number as digits; ValidationError with a sentence."""
    digits = re.sub(r"[\s\-()（）]", "", value).removeprefix("+86")
    try:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(digits, "CN"))
    except phonenumbers.NumberParseException:
        valid = False
    if not valid:
        raise forms.ValidationError(_("This does not look like a phone number in China. Example: 138 0000 0000."))
    return digits


class PhoneField(forms.CharField):
    """A phone number."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        """Check and normalise."""
        text = super().clean(value)
        return clean_phone(text) if text else ""


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

    phone = PhoneField(label=_("Mobile phone"), max_length=20)
