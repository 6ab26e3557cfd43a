"""Tables of the law and of the trade: data with a source and validity dates (cases/data)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from cases.clock import Unit


class DatedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows that hold on a day."""

    def on(self, day: date) -> "DatedQuerySet":
        """Keep the rows in force on `day`."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Dated(models.Model):
    """A row with a source and the days it holds."""

    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Named(Dated):
    """A dated row with a Chinese and an English name."""

    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class Period(Named):
    """The length of a clock: law or service promise, with its article (domain table 6.6)."""

    code = models.CharField(max_length=12)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=8, choices=Unit.choices)
    kind = models.CharField(max_length=8, choices=[("legal", "legal"), ("service", "service"), ("court", "court"), ("party", "party")])
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_period_per_code_and_day", fields=["code", "valid_from"])]


class DisputeType(Named):
    """What the quarrel is about, in citizens' words (statistics form of people's mediation)."""

    code = models.SlugField(max_length=24, unique=True)
    position = models.PositiveSmallIntegerField()
    cause = models.ForeignKey("cases.Cause", models.PROTECT, null=True, related_name="+")
    no_lawsuit_reason = models.CharField(max_length=24, blank=True)  # e.g. arbitration_first (劳动争议调解仲裁法 5)

    class Meta:
        ordering = ["position"]


class Cause(Named):
    """A cause of action (案由) of one edition."""

    code = models.CharField(max_length=12)
    edition = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_cause_per_code_and_edition", fields=["code", "edition"])]
