"""Tables of the law and of the trade: data with a source and validity dates (cases/data)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from cases.clock import Length, Pace, Unit
from cases.kinds import RoundKind


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


class Expiry(models.TextChoices):
    """What the law says happens, besides the reminder, when a clock runs out."""

    APPOINT = "appoint", "the sides did not choose together: the centre or the court names the mediator (规则 10)"
    RELEASE_MEDIATOR = "release_mediator", "the round waits for another mediator (规则 12)"
    END_ROUND = "end_round", "the round expires (规则 24, 25)"
    OFFER_COMPLAINT = "offer_complaint", "whoever filed is told how to complain of the court (登记 13)"


class Period(Named):
    """The length of a clock: law or service promise, with its article (domain table 6.6)."""

    code = models.CharField(max_length=12)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=8, choices=Unit.choices)
    pace = models.CharField(max_length=8, choices=Pace.choices, default=Pace.ALWAYS)
    kind = models.CharField(max_length=8, choices=[("legal", "legal"), ("service", "service"), ("court", "court"), ("party", "party")])
    alarms = models.CharField(max_length=60, default="0")  # cases.alarms reads it
    on_expiry = models.CharField(max_length=16, choices=Expiry.choices, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_period_per_code_and_day", fields=["code", "valid_from"])]

    def length(self, more: int = 0) -> Length:
        """How it is counted; `more` units when all parties extended it."""
        return Length(self.amount + more, Unit(self.unit), Pace(self.pace))


class WorkDay(models.Model):
    """A day that differs from Monday to Friday: a holiday, or a swapped working day (调休)."""

    day = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'+' if self.is_workday else '-'}"


class PlannedYear(models.Model):
    """A year whose plan of holidays the State Council has published; in other years Monday to Friday are counted, with a warning."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class RoundPolicy(Dated):
    """How long a round lasts, how often all parties may extend it, and how many rounds a case has without a manager's word."""

    kind = models.CharField(max_length=12, choices=RoundKind.choices)
    dispute_type = models.ForeignKey("cases.DisputeType", models.PROTECT, null=True, related_name="+")
    procedure = models.CharField(max_length=12, blank=True)  # "summary": the suit is tried by summary procedure
    period = models.CharField(max_length=12)
    extension_days = models.PositiveSmallIntegerField()
    extensions = models.PositiveSmallIntegerField()
    rounds = models.PositiveSmallIntegerField()
    attempts = models.PositiveSmallIntegerField()  # days on which somebody was tried before "unreachable" may be said (规则 15)
    channels = models.PositiveSmallIntegerField()  # and in how many ways

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_policy_per_kind_type_and_day", fields=["kind", "dispute_type", "procedure", "valid_from"], nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"


class StatisticsType(Named):
    """A type of dispute on the official statistics form of people's mediation."""

    code = models.SlugField(max_length=24, unique=True)
    position = models.PositiveSmallIntegerField()
    verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]


class DisputeType(Named):
    """What the quarrel is about, in citizens' words, and where the official statistics count it."""

    code = models.SlugField(max_length=24, unique=True)
    position = models.PositiveSmallIntegerField()
    statistics = models.ForeignKey(StatisticsType, models.PROTECT, null=True, related_name="+")  # none only until the tables are loaded
    no_lawsuit_reason = models.CharField(max_length=24, blank=True)  # e.g. arbitration_first (劳动争议调解仲裁法 5)
    limitation = models.CharField(max_length=12, default="T-LIM")  # the clock of the claim (民法典 188; 劳动争议调解仲裁法 27)

    class Meta:
        ordering = ["position"]


class Advice(Dated):
    """What the guide says about a kind of dispute, or about a circumstance that changes everything (domain table 2.7)."""

    code = models.SlugField(max_length=24, unique=True)
    is_circumstance = models.BooleanField()  # otherwise it belongs to the dispute type of the same code
    position = models.PositiveSmallIntegerField()
    mediable = models.CharField(max_length=8, choices=[("yes", "yes"), ("no", "no"), ("part", "part")])
    question_zh = models.CharField(max_length=120, blank=True)
    question_en = models.CharField(max_length=200, blank=True)
    text_zh = models.TextField()
    text_en = models.TextField()
    phone = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code

    @property
    def question(self) -> str:
        """As the guide asks it."""
        return self.question_en if (get_language() or "").startswith("en") else self.question_zh

    @property
    def text(self) -> str:
        """What to do."""
        return self.text_en if (get_language() or "").startswith("en") else self.text_zh


class CourtFee(Dated):
    """One bracket of the fee of a lawsuit about money, or of an enforcement: from `above` yuan on, so many percent of what lies in it (费用 13, 14)."""

    proceeding = models.CharField(max_length=12, default="lawsuit")  # of cases.models.Proceeding; a confirmation is free (确认规定 11)
    above = models.DecimalField(max_digits=14, decimal_places=2)
    percent = models.DecimalField(max_digits=4, decimal_places=2)
    base = models.DecimalField(max_digits=8, decimal_places=2)  # in yuan, once

    class Meta:
        ordering = ["above"]
        constraints = [models.UniqueConstraint(name="one_bracket_per_sum_and_day", fields=["proceeding", "above", "valid_from"])]

    def __str__(self) -> str:
        return f"> {self.above}"


class LoanPrimeRate(Dated):
    """The one-year loan prime rate (LPR) from a day on; interest above four times of it is not supported (民间借贷规定 25)."""

    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [models.UniqueConstraint(name="one_rate_per_day", fields=["valid_from"])]

    def __str__(self) -> str:
        return f"{self.percent} %"


class Cause(Named):
    """A cause of action (案由) of one edition."""

    code = models.CharField(max_length=12)
    edition = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_cause_per_code_and_edition", fields=["code", "edition"])]


class DisputeCause(Dated):
    """A cause of action usual in a type of dispute; the most usual one has the first position. The court decides which it is."""

    dispute_type = models.ForeignKey(DisputeType, models.CASCADE, related_name="+")
    cause = models.ForeignKey(Cause, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["dispute_type", "position"]
        constraints = [models.UniqueConstraint(name="one_cause_per_position_and_day", fields=["dispute_type", "position", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.dispute_type_id} {self.position} {self.cause_id}"


class RetentionRule(Named):
    """How long something is kept after it came to rest, and then deleted (PIPL 19, 47)."""

    code = models.CharField(max_length=12)
    days = models.PositiveIntegerField()
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_retention_rule_per_code_and_day", fields=["code", "valid_from"])]
