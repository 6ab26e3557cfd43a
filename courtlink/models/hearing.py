"""Dates at the court: set, moved, cancelled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from cases.models import legal_limit
from courtlink.kinds import HearingKind
from courtlink.models.filing import Filing
from mediation.crypto import EncryptedTextField
from mediation.diary.spans import Spanning
from mediation.people.models import Centre


@dataclass(frozen=True, slots=True)
class Slot:
    """What a date says: what for, when, and where people go or which address they open."""

    kind: str
    begins: datetime
    ends: datetime
    room: str = ""
    place: str = ""
    link: str = ""
    contact: str = ""

    @property
    def during(self) -> DateTimeTZRange:
        """From the first moment to the first one after it."""
        return DateTimeTZRange(self.begins, self.ends)


class HearingQuerySet(models.QuerySet["Hearing"]):
    """Which dates exist for whom."""

    def visible_to(self, user: Any) -> Self:
        """A date is known to whoever may know its filing, and to nobody else."""
        return self.filter(filing__in=Filing.objects.visible_to(user))

    def standing(self) -> Self:
        """What was not cancelled."""
        return self.filter(cancelled=False)


class Hearing(Spanning, models.Model):
    """A date that a court has set in a filing. `courtlink.actions.hearings` is its only door."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="hearings")
    court = models.ForeignKey(Centre, models.PROTECT, related_name="+")  # the filing's, for the rooms below
    kind = models.CharField(max_length=12, choices=HearingKind.choices)
    during = DateTimeRangeField()
    room = models.CharField(max_length=40, blank=True)  # of the court, as its clerks call it; empty when a court of its own system keeps its rooms
    place = models.CharField(max_length=120, blank=True)  # words for people: address, floor
    link = models.URLField(max_length=300, blank=True)  # of a hearing on the screen
    contact = EncryptedTextField(blank=True)  # judge or clerk, and their telephone
    uid = models.CharField(max_length=120)  # the same in every calendar for ever (RFC 7986 5.3)
    sequence = models.PositiveIntegerField(default=0)  # goes up with every change that people are told (RFC 5545 3.8.7.4)
    cancelled = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = HearingQuerySet.as_manager()

    class Meta:
        ordering = ["during", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_date_per_uid_and_court", fields=["court", "uid"]),
            models.CheckConstraint(name="a_date_takes_time", condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False)),
            models.CheckConstraint(name="a_date_says_where", condition=~Q(room="", place="", link="")),
            models.CheckConstraint(name="a_date_is_of_a_known_kind", condition=Q(kind__in=HearingKind.values)),
            ExclusionConstraint(
                name="no_court_room_is_taken_twice",
                expressions=[("court", RangeOperators.EQUAL), ("room", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(cancelled=False) & ~Q(room=""),
            ),
        ]

    def __str__(self) -> str:
        return f"hearing {self.pk}"

    @property
    def slot(self) -> Slot:
        """What it says now."""
        return Slot(self.kind, self.begins, self.ends, self.room, self.place, self.link, self.contact)

    @property
    def where(self) -> str:
        """Where people go; nothing when it is held on the screen."""
        return " ".join(part for part in (self.place, self.room) if part)

    @property
    def is_short_notice(self) -> bool:
        """Were the parties told of a hearing later than the law wishes?"""
        days = legal_limit("hearing_notice", timezone.localdate(self.changed_at))
        return self.kind == HearingKind.HEARING and timezone.localdate(self.begins) - timezone.localdate(self.changed_at) < timedelta(days=days)

    @property
    def page_url(self) -> str:
        """The page of its filing."""
        return f"{settings.PUBLIC_URL}/filing/{self.filing.ref}"
