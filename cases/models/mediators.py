"""Who mediates: what the parties choose, accept and object to. Rows of proof; `Round` holds the present state."""

from django.db import models
from django.db.models import Q

from cases.kinds import ContactChannel, ContactOutcome, Ground, Verdict
from cases.models.party import Party
from cases.models.round import Round
from mediation.crypto import EncryptedTextField
from mediation.people.models import User


class Choice(models.Model):
    """The mediator that a party would like (规则 10; PML 23(1)); when all name the same person, that person is asked."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="choices")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    mediator = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_choice_per_party_and_round", fields=["round", "party"])]

    def __str__(self) -> str:
        return f"choice {self.pk}"


class Waiver(models.Model):
    """A party keeps this mediator in spite of what was disclosed (规则 13)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="waivers")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    mediator = models.ForeignKey(User, models.PROTECT, related_name="+")
    text_version = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_waiver_per_party_and_mediator", fields=["round", "party", "mediator"])]

    def __str__(self) -> str:
        return f"waiver {self.pk}"


class Objection(models.Model):
    """A party does not want this mediator; the centre or the court decides (特邀 15)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="objections")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    mediator = models.ForeignKey(User, models.PROTECT, related_name="+")
    instead = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=12, choices=Ground.choices)
    words = EncryptedTextField(blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, default=Verdict.OPEN)
    reason = EncryptedTextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_open_objection_per_round", fields=["round"], condition=Q(verdict=Verdict.OPEN)),
            models.CheckConstraint(
                name="a_decided_objection_has_a_moment", condition=Q(verdict=Verdict.OPEN, decided_at=None) | ~Q(verdict=Verdict.OPEN) & Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"


class Extension(models.Model):
    """More time for a round, when every party says so on record (规则 24)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="extensions_asked")
    days = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    agreed = models.ManyToManyField(Party, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_open_extension_per_round", fields=["round"], condition=Q(granted_at=None, refused_at=None)),
            models.CheckConstraint(name="an_extension_is_granted_or_refused", condition=Q(granted_at=None) | Q(refused_at=None)),
        ]

    def __str__(self) -> str:
        return f"extension {self.pk}"


class Contact(models.Model):
    """Somebody was called, written to, visited, or expected at a sitting: when, how, and what came of it."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="contacts")
    party = models.ForeignKey(Party, models.CASCADE, related_name="contacts")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=ContactChannel.choices)
    outcome = models.CharField(max_length=12, choices=ContactOutcome.choices)
    note = EncryptedTextField(blank=True)  # for those who work on the case
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="only_sittings_are_missed",
                condition=Q(channel=ContactChannel.SITTING) | ~Q(outcome__in=[ContactOutcome.NO_SHOW, ContactOutcome.EXCUSED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.outcome}"
