"""The log of looks: who opened which personal data, and why. And the roots of the days, over all chains."""

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


class DayRoot(models.Model):
    """One hash over every chain that grew on a day, and over the root of the day before: who keeps it elsewhere can prove that nothing was changed since."""

    day = models.DateField(unique=True)
    root = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]
        triggers = append_only("ledger_day_root")

    def __str__(self) -> str:
        return f"{self.day}"


class DayStamp(models.Model):
    """What an authority of time says about a root (RFC 3161): the root itself is the hash that it stamped, so nobody can have made it later."""

    root = models.OneToOneField(DayRoot, models.PROTECT, related_name="stamp")
    token = models.BinaryField()  # TimeStampToken, DER
    stamped_at = models.DateTimeField()  # as the token says

    class Meta:
        triggers = append_only("ledger_day_stamp")

    def __str__(self) -> str:
        return f"{self.root_id}"


class DayLeaf(models.Model):
    """One chain on one day: its name and the hash of its last link."""

    root = models.ForeignKey(DayRoot, models.PROTECT, related_name="leaves")
    place = models.PositiveIntegerField()
    subject = models.CharField(max_length=64)  # "case:…", or "root:…" for the day before
    head = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(name="leaves_of_a_day_are_numbered", fields=["root", "place"])]
        indexes = [models.Index(name="leaf_by_subject", fields=["subject"])]
        triggers = append_only("ledger_day_leaf")

    def __str__(self) -> str:
        return f"{self.subject}"
