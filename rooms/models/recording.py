"""Recordings of a sitting: everybody's yes, the stretches that were recorded, and each seat's own track.

Only joint talk is ever recorded: a stretch ends before a caucus begins, and each stretch has files of its own.
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mediation.people.models import User
from mediation.vault.models import StoredFile
from rooms.kinds import LEADERS, OWN_ROLES
from rooms.models.sitting import Seat, Sitting

MAY_WATCH = (*LEADERS, *OWN_ROLES)  # who was in the sitting as one of these; a judge and guests were only there


class Stopped(models.TextChoices):
    """Why a recording ended."""

    PRESSED = "pressed", _("The mediator stopped it")
    CONSENT = "consent", _("Not everybody agrees")
    ENGINE = "engine", _("The media server stopped")
    ENDED = "ended", _("The sitting ended")


class Made(models.TextChoices):
    """How far the film of a stretch is."""

    RUNNING = "running", _("Being recorded")
    WAITING = "waiting", _("Being prepared")
    READY = "ready", _("Ready")
    EMPTY = "empty", _("Nobody was seen or heard")
    FAILED = "failed", _("It could not be prepared")
    GONE = "gone", _("Deleted")


class RecordingConsent(models.Model):
    """A person's yes to being recorded in one sitting (PIPL 13, 14, 15, 29); taken back at any time."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="recording_consents")
    at = models.DateTimeField()
    text_version = models.CharField(max_length=16)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_open_yes_to_a_recording_per_seat", fields=["seat"], condition=Q(withdrawn_at=None))]

    def __str__(self) -> str:
        return f"consent {self.pk} of {self.seat_id}"


class Recording(models.Model):
    """From "record" to "stop"."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="recordings")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=8, choices=Stopped.choices, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_recording_at_a_time", fields=["sitting"], condition=Q(stopped_at=None)),
            models.CheckConstraint(name="an_ended_recording_says_why", condition=Q(stopped_at=None, why="") | Q(stopped_at__isnull=False) & ~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"recording {self.pk}"


class PartQuerySet(models.QuerySet["RecordingPart"]):
    """What somebody may watch."""

    def visible_to(self, user: Any) -> Self:
        """Keep the stretches of sittings in which this person was let in as a party, a representative or a mediator."""
        seats = Seat.objects.filter(user=user, role__in=MAY_WATCH, admitted_at__isnull=False)
        return self.filter(recording__sitting__in=seats.values("sitting"))


class RecordingPart(models.Model):
    """One stretch of joint talk without interruption."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    folder = models.CharField(max_length=32, unique=True)  # where the media server writes until the film is made
    made = models.CharField(max_length=8, choices=Made.choices, default=Made.RUNNING)
    film = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    words = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # what a transcriber heard

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="parts_of_a_recording_are_numbered", fields=["recording", "number"]),
            models.UniqueConstraint(name="one_part_at_a_time", fields=["recording"], condition=Q(stopped_at=None)),
            models.CheckConstraint(name="only_a_running_part_has_no_end", condition=Q(made=Made.RUNNING, stopped_at=None) | ~Q(made=Made.RUNNING) & Q(stopped_at__isnull=False)),
            models.CheckConstraint(name="a_ready_part_has_a_film", condition=~Q(made=Made.READY) | Q(film__isnull=False)),
            models.CheckConstraint(name="a_part_ends_after_it_began", condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at"))),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of recording {self.recording_id}"


class Track(models.Model):
    """What one seat sent in a part: its voice, or its picture."""

    part = models.ForeignKey(RecordingPart, models.CASCADE, related_name="tracks")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=[("audio", _("Sound")), ("video", _("Picture"))])
    starts = models.PositiveIntegerField()  # milliseconds after the film's beginning
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["seat", "starts"]

    def __str__(self) -> str:
        return f"{self.kind} of seat {self.seat_id}"
