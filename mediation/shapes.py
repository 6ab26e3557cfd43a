"""From the forms of the pages to the fields of the API: one set of rules, one set of sentences."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from rest_framework import serializers


class FormText(serializers.CharField):
    """A text that the page's own field cleans."""

    def __init__(self, *, rule: forms.Field, **options: Any) -> None:
        self.rule = rule
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        """Check the type first, then let the form's field decide."""
        try:
            return self.rule.clean(super().to_internal_value(data))
        except ValidationError as wrong:
            raise serializers.ValidationError(wrong.messages) from wrong


def fields_of(form: type[forms.BaseForm], *names: str) -> dict[str, serializers.Field]:
    """Return the named fields of a form (all of them without names) as fields of a serializer."""
    rules = form.base_fields  # type: ignore[attr-defined]
    return {name: _field(rules[name]) for name in names or rules}


def _field(rule: forms.Field) -> FormText:
    options: dict[str, Any] = {"required": rule.required, "allow_blank": not rule.required, "help_text": rule.help_text or rule.label}
    if isinstance(rule, forms.CharField):
        options |= {"max_length": rule.max_length, "min_length": rule.min_length if rule.required else None}
    if not rule.required:
        options["default"] = ""
    return FormText(rule=rule, **options)
