"""What a mediator writes for nobody else."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.kinds import Side
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from rooms.kinds import LEADERS
from rooms.models.sitting import Seat, Sitting


class NoteKind(models.TextChoices):
    """What a note is about."""

    NOTE = "note", _("Note")
    ISSUE = "issue", _("Point in dispute")
    PROPOSAL = "proposal", _("Proposal")
    FACT = "fact", _("Fact")
    STRATEGY = "strategy", _("How to go on")


class NoteQuerySet(models.QuerySet["Note"]):
    """Who reads notes: whoever led the sitting in which they were written, and never somebody who takes over."""

    def visible_to(self, user: Any, sitting: Sitting) -> Self:
        """Keep the notes of the round's sittings that this person leads or led."""
        led = Seat.objects.filter(user=user, role__in=LEADERS, admitted_at__isnull=False, removed_at=None, sitting__round=sitting.round_id)
        return self.filter(sitting__in=led.values("sitting"), sitting__mediator=sitting.mediator_id)


class Note(models.Model):
    """A private note of a leader; `in_caucus` names the side it comes from."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=NoteKind.choices, default=NoteKind.NOTE)
    about = models.ForeignKey(Seat, models.SET_NULL, null=True, related_name="+")
    in_caucus = models.CharField(max_length=12, choices=Side.choices, blank=True)
    body = EncryptedTextField()
    at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"
