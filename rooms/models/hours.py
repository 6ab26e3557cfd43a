"""When and where mediation can be held: rooms of a centre, a mediator's week and days off, and the numbers that booking follows."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS

from cases.models.reference import Named
from mediation.people.models import Centre, User


class Place(models.Model):
    """A room at a centre in which people meet. `token` stands in the code on its wall; it opens nothing, it only says where somebody is."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    seats = models.PositiveSmallIntegerField()
    accessible = models.BooleanField(default=False)  # without steps
    token = models.CharField(max_length=20, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # the last day

    class Meta:
        ordering = ["centre", "name", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_room_of_a_name_at_a_time", fields=["centre", "name"], condition=Q(valid_to=None)),
            models.CheckConstraint(name="a_room_has_seats", condition=Q(seats__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Hours(models.Model):
    """A time of the week in which a mediator mediates at a centre (Monday is 0)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "begins"]
        constraints = [
            models.CheckConstraint(name="a_mediators_week_has_seven_days", condition=Q(weekday__lt=7)),
            models.CheckConstraint(name="hours_begin_before_they_end", condition=Q(begins__lt=F("ends"))),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.begins:%H:%M}-{self.ends:%H:%M}"

    @property
    def weekday_name(self) -> Any:
        """The day of the week in words."""
        return WEEKDAYS[self.weekday]


class DayOff(models.Model):
    """Days on which a mediator does not mediate, the last one included."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        ordering = ["first"]
        constraints = [models.CheckConstraint(name="days_off_end_after_they_begin", condition=Q(first__lte=F("last")))]

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


class BookingRule(Named):
    """One number that booking follows, with its source, for the days it holds (rooms/data)."""

    code = models.CharField(max_length=16)
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_booking_rule_per_code_and_day", fields=["code", "valid_from"])]
