"""What was sent to whom, people and other systems, and its fate."""

from datetime import datetime

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


class Trouble(models.TextChoices):
    """Why a try had no answer at all."""

    SILENCE = "silence", _("no answer")
    ADDRESS = "address", _("address not allowed")
    DISABLED = "disabled", _("receiver switched off")


class Endpoint(models.Model):
    """Another system that we tell what happens, and the keys with which it knows that it was us."""

    url = models.CharField(max_length=300)
    keys = EncryptedTextField()  # as `signing.sign` takes them
    old_keys = EncryptedTextField(blank=True)  # sign along until `old_until`, so that a receiver can change over
    old_until = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)  # it answered 410: it does not want to be told any more

    def __str__(self) -> str:
        return f"endpoint {self.pk}"

    def keys_at(self, now: datetime) -> str:
        """The keys that sign at a moment."""
        return f"{self.keys} {self.old_keys}" if self.old_until and now < self.old_until else self.keys


class Delivery(models.Model):
    """One event for one receiver: codes only, never names or words. Its id is the same however often it is sent."""

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    body = models.TextField()
    fate = models.CharField(max_length=8, choices=Fate.choices, default=Fate.QUEUED)
    attempts = models.PositiveIntegerField(default=0)  # ever
    tries = models.PositiveSmallIntegerField(default=0)  # since the schedule began
    next_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    trouble = models.CharField(max_length=8, choices=Trouble.choices, blank=True)
    answered_at = models.DateTimeField(null=True)  # taken by the receiver
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "deliveries"
        indexes = [models.Index(name="delivery_failed", fields=["endpoint", "id"], condition=models.Q(fate=Fate.FAILED))]

    def __str__(self) -> str:
        return self.message_id
