"""After it is done: a return visit, or a party's own word about how it went."""

from django.db import models
from django.db.models import Q

from cases.models.party import Party
from mediation.crypto import EncryptedTextField
from mediation.people.models import User


class Visit(models.Model):
    """What one party said afterwards (form 3.8): was it kept, how satisfied, is anything smouldering."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="visits")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # who asked; nobody when the party answered itself
    kept = models.BooleanField()
    satisfaction = models.PositiveSmallIntegerField()
    smoulders = models.BooleanField(default=False)  # could break out again (激化隐患)
    words = EncryptedTextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(name="satisfaction_is_one_to_five", condition=Q(satisfaction__gte=1, satisfaction__lte=5))]

    def __str__(self) -> str:
        return f"visit {self.pk}"
