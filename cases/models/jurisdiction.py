"""Courts, and which of them is competent: dated rows with their article (cases/data)."""

from django.db import models
from django.utils.translation import get_language

from cases.models.reference import Dated, Named


class Proceeding(models.TextChoices):
    """What is asked of a court. The codes are those of the filings that the court link knows."""

    LAWSUIT = "lawsuit", "lawsuit (CPL 122)"
    CONFIRMATION = "confirmation", "judicial confirmation (CPL 205)"
    ENFORCEMENT = "enforcement", "enforcement (解释 460)"


class Point(models.TextChoices):
    """What ties a case to a place, and so to a court (连接点)."""

    DEFENDANT = "defendant", "domicile of a defendant"
    EMPLOYER = "employer", "domicile of the employer"
    PARTY = "party", "domicile of any party"
    RECEIVER = "receiver", "whoever receives the money, as the place of performance"
    PERFORMANCE = "performance", "place of performance"
    EVENT = "event", "where it happened"
    PROPERTY = "property", "where the real property lies"
    SUBJECT = "subject", "where the thing in dispute is"
    ORGANISATION = "organisation", "place of the mediating organisation"
    INVITING_COURT = "inviting_court", "the court that invited the mediation"
    RULING_COURT = "ruling_court", "the court that made the ruling"
    DEBTOR = "debtor", "domicile of whoever owes it, when a notary made the deed"
    ASSETS = "assets", "where property can be seized"


class Court(Named):
    """A court that can be named, whether or not it has an account here."""

    code = models.CharField(max_length=10)
    area_code = models.CharField(max_length=12)
    verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(name="one_court_per_code_and_day", fields=["code", "valid_from"])]


class Jurisdiction(Dated):
    """One point that makes a court competent; rows of a dispute type stand in the place of those for all of them."""

    proceeding = models.CharField(max_length=12, choices=Proceeding.choices)
    dispute_type = models.CharField(max_length=24, blank=True)  # its code; empty: all types that have no rows of their own
    position = models.PositiveSmallIntegerField()  # the first point whose place is known is recommended
    point = models.CharField(max_length=16, choices=Point.choices)
    exclusive = models.BooleanField(default=False)  # where it applies, no other court is competent
    article_zh = models.CharField(max_length=80)
    article_en = models.CharField(max_length=120)
    verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="one_point_per_position_and_day", fields=["proceeding", "dispute_type", "position", "valid_from"]),
        ]

    def __str__(self) -> str:
        return f"{self.proceeding} {self.position} {self.point}"

    @property
    def article(self) -> str:
        """Where it is written."""
        return self.article_en if (get_language() or "").startswith("en") else self.article_zh
