"""The form with which a list comes back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswersForm(forms.Form):
    """A list of answers."""

    file = forms.FileField(label=_("List (CSV or XLSX)"), help_text=_("The filled-in file of the export. First everything is looked through; nothing happens before you say so."))
