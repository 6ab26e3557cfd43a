"""The page of a complaint, made from the rows of its form."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import gettext as _

from courtlink.elements import EXPORT, KIND_FIELD, Block, Form, Row, forms_on
from mediation.people.forms import DayInput

FEW = 4  # choices that are shown as buttons; more go into a list
LINES = {"claims": 3, "facts": 6}


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of the page: what the court needs stands open, the rest is folded away."""

    block: Block
    needed: list[forms.BoundField]
    more: list[forms.BoundField]
    is_open: bool  # the rules have something to say of what lies behind the fold
    errors: list[str]

    @property
    def folds(self) -> bool:
        """Nothing in it is needed: the whole block is folded away."""
        return bool(self.more) and not self.needed


class ComplaintForm(forms.Form):
    """Every row as a field. The rules judge what stands in it, so the form itself refuses nothing."""

    def __init__(self, form: Form, *, party_kind: str, words: Mapping[str, str], faults: Mapping[str, list[str]], noted: Collection[str], on: date) -> None:
        super().__init__(initial=dict(words), auto_id="%s")
        self.form, self.faults, self.noted = form, faults, noted
        self.fields[KIND_FIELD] = forms.ChoiceField(
            label=_("Form of the court"),
            choices=[(kind, each.text) for kind, each in forms_on(on).items() if each.signing != EXPORT],
            widget=forms.Select({"data-turns": "change"}),
        )
        self.fields.update({row.code: _field(row) for row in form.asked_of(party_kind)})
        for name, sentences in faults.items():
            if name in self.fields:
                self.errors[name] = ErrorList(sentences)

    def blocks(self) -> Iterator[ShownBlock]:
        """The blocks in the order of the official form."""
        for block in self.form.blocks:
            rows = [(row, self[row.code]) for row in block.rows if row.code in self.fields]
            needed = [shown for row, shown in rows if row.obligatory or row.code in ALWAYS_SHOWN]
            more = [shown for row, shown in rows if not (row.obligatory or row.code in ALWAYS_SHOWN)]
            errors = self.faults.get(block.code, [])
            yield ShownBlock(block, needed, more, any(shown.errors or shown.name in self.noted for shown in more) or bool(errors), errors)


ALWAYS_SHOWN = ("defendant_address", "electronic", "amount", "willing")  # asked of everybody: without them the court has to call


def _field(row: Row) -> forms.Field:
    """The field of one row; what is wrong in it is said by the rules."""
    if row.choices:
        choices = [("", _("not said")), *((choice.value, choice.text) for choice in row.choices)]
        widget = forms.RadioSelect if len(row.choices) <= FEW else forms.Select
        return forms.ChoiceField(label=row.text, help_text=row.help, choices=choices, required=row.obligatory, widget=widget)
    return forms.CharField(label=row.text, help_text=row.help, required=row.obligatory, widget=_widget(row))


def _widget(row: Row) -> forms.Widget:
    attrs: dict[str, Any] = {"maxlength": row.longest}
    if row.kind == "long":
        return forms.Textarea(attrs=attrs | {"rows": LINES.get(row.code, 2)})
    if row.kind == "date":
        return DayInput()
    if row.kind in ("money", "percent"):
        attrs["inputmode"] = "decimal"
    autocomplete = {"id_number": "off", "address": "street-address", "email": "email"}.get(row.code)
    return forms.TextInput(attrs=attrs | ({"autocomplete": autocomplete} if autocomplete else {}))
