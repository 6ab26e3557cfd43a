"""Many cases change hands as one event, which can be undone exactly."""

from django.db import models

from cases.kinds import RoundState
from cases.models.round import Round
from mediation.people.models import Centre, User


class Handover(models.Model):
    """Somebody cannot go on (illness, an emergency): all open mediations at a centre are handed over at once."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    giver = models.ForeignKey(User, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"handover {self.pk}"


class HandoverItem(models.Model):
    """One round of a handover, with what is needed to put it back."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    state = models.CharField(max_length=20, choices=RoundState.choices)
    disclosure = models.CharField(max_length=12, blank=True)
    taker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    restored = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"item {self.pk}"
