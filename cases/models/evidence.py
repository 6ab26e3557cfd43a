"""Pictures and papers that a party shows."""

from django.db import models

from cases.kinds import Audience
from cases.models.party import Party
from mediation.vault.models import StoredFile


class Evidence(models.Model):
    """One exhibit. `for_court` is the owner's own mark: without it the file never leaves for a court."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="evidence")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.ALL)
    for_court = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(name="exhibit_numbers_are_unique", fields=["case", "number"])]

    def __str__(self) -> str:
        return f"E{self.number}"
