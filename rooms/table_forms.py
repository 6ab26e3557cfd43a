"""Forms of the table: an offer with its sheet, a note."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from cases.kinds import Side
from rooms.actions.offers import Line, Words
from rooms.models import NoteKind

LINES = 6
SIGNS = [("+", _("is added")), ("-", _("is taken off"))]


class PanelForm(forms.Form):
    """Several panels may stand on one page, so the fields of each form have ids of their own."""

    stem = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": f"{self.stem}-%s"} | kwargs))


class OfferForm(PanelForm):
    """What somebody offers."""

    stem = "offer"

    amount = forms.DecimalField(label=_("Amount (yuan)"), max_digits=12, decimal_places=2, min_value=Decimal("0.01"), required=False)
    payer = forms.ChoiceField(label=_("Who pays"), choices=Side.choices, initial=Side.RESPONDENT)
    terms = forms.CharField(label=_("What else should happen"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False)
    days = forms.IntegerField(label=_("How many days it holds"), min_value=1, max_value=99)

    def words(self, lines: tuple[Line, ...]) -> Words:
        """The offer as the action takes it."""
        data = self.cleaned_data
        return Words(terms=data["terms"], amount=data["amount"], payer=data["payer"] if data["amount"] is not None else "", lines=lines, days=data["days"])


class LineForm(forms.Form):
    """One line of the sheet."""

    what = forms.CharField(label=_("What"), max_length=120)
    sign = forms.ChoiceField(label=_("This amount"), choices=SIGNS)
    amount = forms.DecimalField(label=_("Amount (yuan)"), max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def has_changed(self) -> bool:
        """An empty line stays empty although its menu always says something."""
        return bool(set(self.changed_data) - {"sign"})

    def line(self) -> Line:
        """The line as the action takes it."""
        data = self.cleaned_data
        return Line(what=data["what"], amount=-data["amount"] if data["sign"] == "-" else data["amount"], why=data["why"])


LineSet: Any = formset_factory(LineForm, extra=LINES, max_num=LINES, absolute_max=LINES)


class NoteForm(PanelForm):
    """A private note."""

    stem = "note"
    kind = forms.ChoiceField(label=_("Kind"), choices=NoteKind.choices)
    about = forms.TypedChoiceField(label=_("About whom"), coerce=int, empty_value=None, required=False)
    in_caucus = forms.ChoiceField(label=_("Heard from one side alone"), choices=[("", _("No")), *Side.choices], required=False)
    body = forms.CharField(label=_("Your note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)

    def __init__(self, *args: Any, seats: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("Nobody in particular")), *((seat.number, seat.name) for seat in seats)]  # type: ignore[attr-defined]


class BiddingForm(PanelForm):
    """The question that both sides answer with a sealed figure."""

    stem = "bidding"
    asked = forms.CharField(label=_("What the figure is for"), max_length=200)
    payer = forms.ChoiceField(label=_("Who pays"), choices=Side.choices, initial=Side.RESPONDENT)


class FigureForm(PanelForm):
    """A sealed figure, as it stands on the receipt."""

    stem = "figure"
    amount = forms.DecimalField(label=_("Amount (yuan)"), max_digits=12, decimal_places=2, min_value=0)
    nonce = forms.RegexField(label=_("Random number on your receipt"), regex="^[0-9a-f]{64}$")
