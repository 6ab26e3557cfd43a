"""The log of looks: who opened which personal data, and why."""

from django.conf import settings
from django.db import models

from mediation.ledger.triggers import append_only


class AccessEntry(models.Model):
    """One look. Kept at least six months (网络安全法 23); never changed.

    `subject` names a row ("party:12"), never a person; `facts` holds codes and numbers only.
    """

    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=32)
    subject = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "access entries"
        indexes = [
            models.Index(name="access_by_subject", fields=["subject", "-at"]),
            models.Index(name="access_by_user", fields=["user", "-at"]),
        ]
        triggers = append_only("ledger_access")

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
