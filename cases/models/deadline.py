"""By when, and whose turn: a deadline is a row."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.kinds import Turn
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
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at"]
        # Desks read only what is open; finished clocks stay out of both indexes.
        indexes = [
            models.Index(name="deadline_of_person", fields=["holder", "due_at"], condition=Q(closed_at=None)),
            models.Index(name="deadline_of_centre", fields=["centre", "turn", "due_at"], condition=Q(closed_at=None)),
            models.Index(name="deadline_open", fields=["due_at"], condition=Q(closed_at=None)),
        ]

    @property
    def due_text(self) -> str:
        """Until when, as people say it: the end of a day is its 24:00, not the 00:00 of the next one."""
        local = timezone.localtime(self.due_at)
        if local.hour == local.minute == 0:
            return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
        return f"{local:%Y-%m-%d %H:%M}"

    def __str__(self) -> str:
        return f"{self.period_id} {self.due_at:%F %T}"
