"""What happened: one append-only, hash-chained row a happening. The public story of a case."""

from typing import Any

from django.db import models

from cases.kinds import Audience
from mediation.people.models import User
from mediation.walls import append_only


class StepQuerySet(models.QuerySet["Step"]):
    """Which happenings a reader may see."""

    def for_audiences(self, audiences: frozenset[str]) -> "StepQuerySet":
        """Keep what is meant for these audiences."""
        return self.filter(audience__in=audiences)


class Step(models.Model):
    """A happening. `facts` holds codes, numbers and hashes only: no names, no words, so that erasure never breaks the chain."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    from_stage = models.CharField(max_length=24, blank=True)
    to_stage = models.CharField(max_length=24)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=16)
    reason = models.CharField(max_length=24, blank=True)
    law = models.CharField(max_length=80, blank=True)
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.ALL)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["case", "seq"]
        constraints = [models.UniqueConstraint(name="steps_are_dense_and_single", fields=["case", "seq"])]
        triggers = append_only("case_step")

    def __str__(self) -> str:
        return f"{self.seq} {self.name}"

    def payload(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "case": self.case_id,
            "seq": self.seq,
            "name": self.name,
            "from": self.from_stage,
            "to": self.to_stage,
            "actor": self.actor_id,
            "role": self.role,
            "reason": self.reason,
            "law": self.law,
            "audience": self.audience,
            "facts": self.facts,
            "at": self.at,
        }
