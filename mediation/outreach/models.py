"""What was sent to whom, and its fate."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.crypto import EncryptedTextField


class Fate(models.TextChoices):
    """What became of a message."""

    QUEUED = "queued", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")


class Message(models.Model):
    """One text to one phone. Text and number are encrypted; the key makes a repeated job harmless."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    phone = EncryptedTextField(blank=True)
    template = models.CharField(max_length=32)
    body = EncryptedTextField()
    fate = models.CharField(max_length=8, choices=Fate.choices, default=Fate.QUEUED)
    reason = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=64, unique=True, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"
