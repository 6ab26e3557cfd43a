"""The ledger of consents: who agreed to what, in which words, how, and when it was taken back (PIPL 14, 15)."""

from django.db import models
from django.db.models import Q

from cases.kinds import Purpose, Way
from cases.models.party import Party
from mediation.people.models import User
from mediation.vault.models import StoredFile


class Consent(models.Model):
    """One consent of a party for one purpose. Consent to a mediation is a `Reply`; this is about data and help."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    way = models.CharField(max_length=8, choices=Way.choices)
    text_version = models.CharField(max_length=16)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="what_was_not_said_oneself_was_entered_by_somebody", condition=Q(way=Way.SELF) | Q(entered_by__isnull=False))]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
