"""What is being written before the first submission: a draft without code, stage or limitation stamp."""

from django.db import models

from mediation.crypto import EncryptedTextField
from mediation.people.models import Area, User
from mediation.vault.models import StoredFile


class Intake(models.Model):
    """A draft. It becomes one case at most: double taps and retries meet the same row (its key is the Idempotency-Key)."""

    key = models.CharField(max_length=32, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=8)
    words = EncryptedTextField(blank=True)  # the form's fields as JSON: names, phones and the story
    photos = models.ManyToManyField(StoredFile, related_name="+")
    case = models.OneToOneField("cases.Case", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"intake {self.pk}"


class IdempotencyKey(models.Model):
    """The first answer to a keyed request, kept so that a retry gets the same one."""

    key = models.CharField(max_length=64)
    caller = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    answer = EncryptedTextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_answer_per_key_and_caller", fields=["key", "caller"], nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"key {self.pk}"
