"""Answers that came back from a court's intranet as a list: looked through first, carried out row by row, each row once."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from cases import clock
from courtlink.kinds import Outcome
from mediation.crypto import EncryptedTextField
from mediation.people.models import Centre, User

GIVEN_UP = timedelta(minutes=30)  # a list of the largest size takes less than one


class AnswerSheet(models.Model):
    """One list, as it was read. The same file again is the same sheet."""

    court = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    rows = EncryptedTextField(blank=True)  # JSON, as it was read; blank once it is old
    at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when somebody last had it carried out
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(name="one_sheet_per_file_and_court", fields=["court", "sha256"])]

    def __str__(self) -> str:
        return f"answers {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Is a job carrying it out, or about to? One that gave up does not keep the list for ever: it can be asked again."""
        return self.asked_at is not None and self.asked_at > clock.now() - GIVEN_UP and (self.done_at is None or self.done_at < self.asked_at)


class AnswerRow(models.Model):
    """What became of a row, by its number in the file."""

    sheet = models.ForeignKey(AnswerSheet, models.CASCADE, related_name="done")
    number = models.PositiveIntegerField()
    ref = models.CharField(max_length=40)
    action = models.CharField(max_length=20)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    words = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="one_outcome_per_row", fields=["sheet", "number"]),
            models.CheckConstraint(name="a_row_had_an_outcome", condition=Q(outcome__in=Outcome.values) & ~Q(outcome=Outcome.WILL)),
        ]

    def __str__(self) -> str:
        return f"row {self.number}: {self.outcome}"
