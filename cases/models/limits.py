"""Numbers that the law sets: an age, how many people, how many times a rate."""

from datetime import date
from functools import lru_cache

from django.db import models

from cases.models.reference import Named


class LegalLimit(Named):
    """One number of the law, with its article, for the days it holds."""

    code = models.CharField(max_length=16)
    value = models.PositiveSmallIntegerField()
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_limit_per_code_and_day", fields=["code", "valid_from"])]


@lru_cache(maxsize=256)
def legal_limit(code: str, day: date) -> int:
    """The number in force on a day, kept for that day because pages ask for it with every name; LegalLimit.DoesNotExist when the table lacks it."""
    row = LegalLimit.objects.on(day).filter(code=code).order_by("-valid_from").first()
    if row is None:
        raise LegalLimit.DoesNotExist(code)
    return row.value  # type: ignore[no-any-return]
