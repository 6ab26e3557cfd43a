"""One row for every file somebody gave us; the bytes lie under their hash."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mediation.crypto import EncryptedTextField


class FileState(models.TextChoices):
    """Whether the bytes may be handed out."""

    KEPT = "kept", _("Kept")
    QUARANTINED = "quarantined", _("Locked away")
    ERASED = "erased", _("Deleted")


class StoredFile(models.Model):
    """A file. The original is never changed: its hash is the evidence. Shown (or played) is only the re-encoded preview.

    Names of files may be personal ("divorce Zhang San.jpg"), so they are encrypted.
    """

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=40)
    name = EncryptedTextField(blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    seconds = models.PositiveSmallIntegerField(null=True)  # of a recording
    pages = models.PositiveSmallIntegerField(null=True)  # of a paper
    preview_sha256 = models.CharField(max_length=64, blank=True)
    made_here = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=FileState.choices, default=FileState.KEPT)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(name="file_by_hash", fields=["sha256"])]
        constraints = [
            models.CheckConstraint(name="file_hash_is_sha256", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
            models.CheckConstraint(name="no_file_is_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(name="file_state_is_known", condition=Q(state__in=FileState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"

    @property
    def is_picture(self) -> bool:
        """Tell whether there is something to look at."""
        return self.media_type.startswith("image/") and self.preview_sha256 != ""

    @property
    def is_sound(self) -> bool:
        """Tell whether there is something to hear."""
        return self.media_type.startswith("audio/") and self.preview_sha256 != ""


class DrawnPage(models.Model):
    """A page of a paper as a harmless picture, for everybody who gave the same bytes."""

    sha256 = models.CharField(max_length=64)  # of the paper
    number = models.PositiveSmallIntegerField()
    preview_sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="a_page_is_drawn_once", fields=["sha256", "number"])]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} p. {self.number}"


class Upload(models.Model):
    """A file that arrives in pieces. The pieces lie aside until it is whole and a form asks for it; only its holder knows it."""

    key = models.CharField(max_length=32, unique=True)
    holder = models.CharField(max_length=64)
    name = EncryptedTextField(blank=True)
    size = models.PositiveBigIntegerField()  # as announced
    received = models.PositiveBigIntegerField(default=0)
    pieces = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="upload_by_holder", fields=["holder"]), models.Index(name="upload_by_expiry", fields=["expires_at"])]
        constraints = [models.CheckConstraint(name="nothing_arrives_beyond_its_size", condition=Q(received__lte=models.F("size")))]

    def __str__(self) -> str:
        return f"upload {self.pk}"
