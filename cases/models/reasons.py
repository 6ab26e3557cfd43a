"""Which coded reasons may be given on a day. The codes and their words are enumerations, because the machine depends on them; the law and its days are rows."""

from datetime import date
from functools import lru_cache

from django.db import models

from cases.models.reference import Dated


class Reason(Dated):
    """One reason of one kind (`EndReason`, `DeclineReason` …), with the article it comes from."""

    kind = models.CharField(max_length=16)
    code = models.CharField(max_length=24)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_reason_per_kind_code_and_day", fields=["kind", "code", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


def reasons_on(kind: type[models.TextChoices], day: date) -> list[tuple[str, str]]:
    """The reasons of a kind in force on a day, in their order, with their words."""
    in_force = _in_force(day)
    return [(value, label) for value, label in kind.choices if (kind.__name__, value) in in_force]


@lru_cache(maxsize=8)
def _in_force(day: date) -> frozenset[tuple[str, str]]:
    """The whole table of a day: each process reads it once."""
    return frozenset(Reason.objects.on(day).values_list("kind", "code"))
