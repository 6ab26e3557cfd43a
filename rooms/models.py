"""Sittings and what is said in them. Every word has an audience; each side has a dense numbering of its own.

A side never sees a gap where the other side's caucus was, so nobody can count words not meant for them.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from cases.kinds import Audience, Side
from cases.models import Case, Round
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.vault.models import StoredFile


class Sitting(models.Model):
    """One meeting of a round. `caucus` names the side the mediator is talking with alone (背靠背)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    round = models.OneToOneField(Round, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    caucus = models.CharField(max_length=12, choices=Side.choices, blank=True)
    caucus_since = models.DateTimeField(null=True)
    said_mediator = models.PositiveIntegerField(default=0)  # the last number each reader has
    said_applicant = models.PositiveIntegerField(default=0)
    said_respondent = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"sitting {self.pk}"


class MessageQuerySet(models.QuerySet["Message"]):
    """What a reader may see."""

    def visible_to(self, reader: str) -> Self:
        """Keep what has a number for this reader: "mediator", "applicant" or "respondent"."""
        return self.filter(**{f"seq_{reader}__isnull": False}).order_by(f"seq_{reader}")

    def after(self, reader: str, number: int) -> Self:
        """What this reader does not have yet."""
        return self.visible_to(reader).filter(**{f"seq_{reader}__gt": number})


class Message(models.Model):
    """Something said or shown: stored first, then sent."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="messages")
    seq_mediator = models.PositiveIntegerField()
    seq_applicant = models.PositiveIntegerField(null=True)
    seq_respondent = models.PositiveIntegerField(null=True)
    audience = models.CharField(max_length=12, choices=Audience.choices)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, choices=[("text", "text"), ("picture", "picture"), ("notice", "notice")])
    body = EncryptedTextField(blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    client_id = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="said_once", fields=["sitting", "author", "client_id"]),
            models.UniqueConstraint(name="numbers_for_the_mediator", fields=["sitting", "seq_mediator"]),
            models.UniqueConstraint(name="numbers_for_the_applicant", fields=["sitting", "seq_applicant"]),
            models.UniqueConstraint(name="numbers_for_the_respondent", fields=["sitting", "seq_respondent"]),
            models.CheckConstraint(
                name="a_number_only_for_the_audience",
                condition=Q(audience=Audience.ALL, seq_applicant__isnull=False, seq_respondent__isnull=False)
                | Q(audience=Audience.APPLICANT, seq_applicant__isnull=False, seq_respondent__isnull=True)
                | Q(audience=Audience.RESPONDENT, seq_applicant__isnull=True, seq_respondent__isnull=False)
                | Q(audience=Audience.MEDIATOR, seq_applicant__isnull=True, seq_respondent__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    def number_for(self, reader: str) -> int | None:
        """This reader's number of the message, or None when it is not meant for them."""
        number: Any = getattr(self, f"seq_{reader}")
        return number
