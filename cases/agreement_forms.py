"""The clause builder: facts, clauses, and one row for each obligation (who, to whom, what, how much, how, by when, if late)."""

import calendar
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from cases.actions.agree import Duty
from cases.kinds import ObligationKind, Side
from cases.models import Party
from mediation.people.forms import DayInput

STOCK_CLAUSES = (
    "双方就本次纠纷再无其他争议。",
    "双方应当对调解过程和协议内容保密，法律另有规定的除外。",
    "任何一方不履行本协议的，另一方可以依法向人民法院起诉或者申请强制执行。",
)
CENT = Decimal("0.01")
MOST_INSTALMENTS = 36
MENUS = {"kind", "debtor"}


class DutyForm(forms.Form):
    """One obligation, or a row of equal monthly payments."""

    kind = forms.ChoiceField(label=_("What kind"), choices=ObligationKind.choices, required=False)
    debtor = forms.ChoiceField(label=_("Who"), choices=Side.choices)
    debtor_party = forms.ModelChoiceField(label=_("Which person"), queryset=Party.objects.none(), required=False, empty_label=_("The whole side"))
    creditor_party = forms.ModelChoiceField(label=_("To which person"), queryset=Party.objects.none(), required=False, empty_label=_("The whole other side"))
    what = forms.CharField(label=_("Does what"), max_length=200)
    amount = forms.DecimalField(label=_("Amount (yuan)"), max_digits=12, decimal_places=2, min_value=0, required=False)
    how = forms.CharField(label=_("How"), max_length=120)
    account = forms.CharField(label=_("Account that receives it"), max_length=60, required=False)
    due_on = forms.DateField(label=_("By when"), widget=DayInput())
    instalments = forms.IntegerField(
        label=_("In how many monthly payments"),
        min_value=1,
        max_value=MOST_INSTALMENTS,
        required=False,
        help_text=_("The amount is divided; the first payment is due on that day."),
    )
    grace_days = forms.IntegerField(label=_("Days of grace"), min_value=0, max_value=90, required=False)
    if_late = forms.CharField(label=_("If late"), max_length=200, required=False)

    def __init__(self, *args: Any, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(parties) == len(Side):  # one person a side: nothing to choose
            del self.fields["debtor_party"], self.fields["creditor_party"]
            return
        for name in ("debtor_party", "creditor_party"):
            self.fields[name].queryset = Party.objects.filter(pk__in=[p.pk for p in parties])  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = lambda p: f"{p.get_side_display()} {p.shown_name}"  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        """An empty row stays empty although its menus always say something."""
        return bool(set(self.changed_data) - MENUS)

    def clean(self) -> dict[str, Any]:
        """A person must stand on the side that is named."""
        said = super().clean() or {}
        owes, receives, side = said.get("debtor_party"), said.get("creditor_party"), said.get("debtor")
        if owes and owes.side != side:
            self.add_error("debtor_party", _("This person is on the other side."))
        if receives and receives.side == side:
            self.add_error("creditor_party", _("This person is on the side that owes it."))
        said["kind"] = said.get("kind") or (ObligationKind.PAY if said.get("amount") else ObligationKind.DO)
        return said


class Duties(forms.BaseFormSet):  # type: ignore[type-arg]
    """All rows; one that is struck out is left out of the text."""

    def add_fields(self, form: DutyForm, index: int | None) -> None:
        """A box to strike a row out."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Strike this obligation out")

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What stays, row by row."""
        return [{name: value for name, value in said.items() if name != "DELETE"} for said in self.cleaned_data if said and not said.get("DELETE")]


class TextForm(forms.Form):
    """Facts and clauses."""

    facts_text = forms.CharField(label=_("Facts and issues"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    contract_on = forms.DateField(
        label=_("Day of the loan contract"),
        required=False,
        widget=DayInput(),
        help_text=_("For the cap on interest; leave empty when it is not about a loan."),
    )
    stock = forms.MultipleChoiceField(label=_("Clauses"), choices=[(str(n), text) for n, text in enumerate(STOCK_CLAUSES)], required=False, widget=forms.CheckboxSelectMultiple)
    own = forms.CharField(label=_("Further clauses, one on each line"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


DutyFormSet = formset_factory(DutyForm, formset=Duties, extra=1, max_num=48, validate_max=True, can_delete=True, can_delete_extra=False)


def duties_in(duties: Any) -> list[Duty]:
    """The obligations of a checked set of rows, each instalment for itself."""
    return [Duty(**row) for said in duties.rows for row in instalments(said)]


def complaints(text: TextForm, duties: Any) -> list[str]:
    """What is wrong with a text and its rows, as sentences that say where."""
    found = [f"{text[name].label}: {sentence}" for name, sentences in text.errors.items() for sentence in sentences]
    for number, form in enumerate(duties.forms, start=1):
        for name, sentences in form.errors.items():
            where = form[name].label if name in form.fields else ""
            found += [_("Obligation %(number)d, %(where)s: %(sentence)s") % {"number": number, "where": where, "sentence": sentence} for sentence in sentences]
    return found + [str(sentence) for sentence in duties.non_form_errors()]


def instalments(said: dict[str, Any]) -> list[dict[str, Any]]:
    """One row as it was typed, or the equal monthly payments that it stands for; cents left over are in the last one."""
    row = {name: value for name, value in said.items() if name != "instalments"} | {"grace_days": said["grace_days"] or 0}
    count, amount = said.get("instalments") or 1, said.get("amount")
    if count == 1 or not amount:
        return [row]
    each = (amount / count).quantize(CENT, ROUND_DOWN)
    sums = [each] * (count - 1) + [amount - each * (count - 1)]
    return [row | {"amount": part, "due_on": _months_later(said["due_on"], n), "what": f"{said['what']}（第{n + 1}期/共{count}期）"[:200]} for n, part in enumerate(sums)]


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
