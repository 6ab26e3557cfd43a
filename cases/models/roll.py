"""A list of disputes handed in at once: looked through first, brought in row by row, each row once."""

from django.db import models

from mediation.crypto import EncryptedTextField
from mediation.people.models import Centre, User


class Roll(models.Model):
    """One list, as it was read; nothing is a case before it is brought in."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    rows = EncryptedTextField()  # JSON: names, phones and stories
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"roll {self.pk}"


class RollRow(models.Model):
    """The case that a row became. The sender's own reference makes a second run harmless."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    ref = models.CharField(max_length=60)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_case_per_reference", fields=["centre", "ref"])]

    def __str__(self) -> str:
        return f"row {self.pk}"
