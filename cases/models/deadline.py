"""By when, and whose turn: a deadline is a row."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases import clock
from cases.alarms import after
from cases.clock import Span
from cases.kinds import PauseReason, Turn
from mediation.people.models import Centre, User


class Deadline(models.Model):
    """One running or finished clock of a case. A timer reminds; it never decides a case."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="deadlines")
    period = models.ForeignKey("cases.Period", models.PROTECT, related_name="+")
    turn = models.CharField(max_length=12, choices=Turn.choices)
    holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    extra = models.PositiveSmallIntegerField(default=0)  # units added by consent of all parties
    obligation = models.ForeignKey("cases.Obligation", models.CASCADE, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    ring_at = models.DateTimeField(null=True)  # when it speaks up next: a reminder, its end, an escalation
    expired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(name="a_paused_clock_is_silent", condition=Q(paused_at=None) | Q(ring_at=None)),
            models.CheckConstraint(name="a_stopped_clock_is_silent", condition=Q(closed_at=None) | Q(ring_at=None)),
            models.UniqueConstraint(name="one_open_clock_per_obligation", fields=["obligation"], condition=Q(closed_at=None)),
        ]
        # Desks and the cockpit read only what is open; finished clocks stay out of the indexes.
        indexes = [
            models.Index(name="deadline_of_person", fields=["holder", "due_at"], condition=Q(closed_at=None)),
            models.Index(name="deadline_of_centre", fields=["centre", "turn", "due_at"], condition=Q(closed_at=None)),
            models.Index(name="deadline_of_case", fields=["case", "due_at"], condition=Q(closed_at=None)),
            models.Index(name="deadline_runs_out", fields=["due_at"], condition=Q(closed_at=None, paused_at=None)),
            models.Index(name="deadline_rings", fields=["ring_at"], condition=Q(ring_at__isnull=False)),
        ]

    def set_alarm(self, moment: datetime) -> None:
        """Find the first alarm after a moment; a stopped or paused clock has none."""
        alarm = None if self.closed_at or self.paused_at else after(self.period.alarms, self.since, self.due_at, moment)
        self.ring_at = alarm.at if alarm else None

    @property
    def is_late(self) -> bool:
        """Did it run out before it was stopped, or has it by now?"""
        return (self.closed_at or clock.now()) > self.due_at and not self.paused_at

    @property
    def due_text(self) -> str:
        """Until when, as people say it: the end of a day is its 24:00, not the 00:00 of the next one."""
        local = timezone.localtime(self.due_at)
        if local.hour == local.minute == 0:
            return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
        return f"{local:%Y-%m-%d %H:%M}"

    def __str__(self) -> str:
        return f"{self.period_id} {self.due_at:%F %T}"


class Pause(models.Model):
    """A time in which a clock stood still, and why. Nothing pauses without a coded reason (规则 26)."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=16, choices=PauseReason.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(name="one_open_pause_per_clock", fields=["deadline"], condition=Q(until=None)),
            models.CheckConstraint(name="a_pause_ends_after_it_began", condition=Q(until=None) | Q(until__gte=models.F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.since:%F}"

    def span(self, now: datetime) -> Span:
        """From when to when; a pause that goes on ends now."""
        return self.since, self.until or max(now, self.since)
