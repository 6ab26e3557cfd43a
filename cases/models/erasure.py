"""The deletion of what a case says about people: proposed by one person, carried out by the word of another."""

from django.db import models
from django.db.models import F, Q

from mediation.people.models import User


class Erasure(models.Model):
    """One case, once. The chain of happenings stays and still verifies: it never held a name."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="erasure")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="nobody_deletes_alone", condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by"))),
            models.CheckConstraint(name="what_is_deleted_was_decided", condition=Q(done_at=None) | Q(decided_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"
