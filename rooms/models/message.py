"""What is said in a sitting. Every word has an audience; each side has a dense numbering of its own.

A side never sees a gap where the other side's caucus was, so nobody can count words not meant for them.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Audience
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.vault.models import StoredFile
from rooms.models.sitting import Sitting
from rooms.wire import Spoken


class Kind(models.TextChoices):
    """What a message carries."""

    TEXT = "text", _("Text")
    PICTURE = "picture", _("Picture")
    VOICE = "voice", _("Voice note")
    FILE = "file", _("File")


class MessageQuerySet(models.QuerySet["Message"]):
    """What a reader may see."""

    def visible_to(self, reader: str) -> Self:
        """Keep what has a number for this reader: "mediator", "applicant", "respondent" or "joint"."""
        return self.filter(**{f"seq_{reader}__isnull": False}).order_by(f"seq_{reader}")

    def after(self, reader: str, number: int) -> Self:
        """What this reader does not have yet."""
        return self.visible_to(reader).filter(**{f"seq_{reader}__gt": number})


def _numbered(audience: str, *readers: str) -> Q:
    """A number for each of these readers, and for nobody else; the mediator always has one."""
    return Q(audience=audience, **{f"seq_{reader}__isnull": reader not in readers for reader in ("applicant", "respondent", "joint")})


class Message(models.Model):
    """Something said or shown: stored first, then sent."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="messages")
    seq_mediator = models.PositiveIntegerField()
    seq_applicant = models.PositiveIntegerField(null=True)
    seq_respondent = models.PositiveIntegerField(null=True)
    seq_joint = models.PositiveIntegerField(null=True)
    audience = models.CharField(max_length=12, choices=Audience.choices)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, choices=Kind.choices)
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
            models.UniqueConstraint(name="numbers_for_guests_of_both", fields=["sitting", "seq_joint"]),
            models.CheckConstraint(
                name="a_number_only_for_the_audience",
                condition=_numbered(Audience.ALL, "applicant", "respondent", "joint")
                | _numbered(Audience.APPLICANT, "applicant")
                | _numbered(Audience.RESPONDENT, "respondent")
                | _numbered(Audience.MEDIATOR),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def spoken(self) -> Spoken:
        """As it travels; `author` is needed."""
        numbers = (self.seq_mediator, self.seq_applicant, self.seq_respondent, self.seq_joint)
        return Spoken(self.sitting_id, self.pk, numbers, self.client_id, self.role, self.author.name, self.kind, self.body, self.file_id, self.audience, self.at)
