"""Times of sittings: what parties can and cannot do, what was proposed, what is fixed, who came."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from cases.kinds import Way
from cases.models import Case, Party, Round
from mediation.diary.spans import Spanning
from mediation.people.models import User
from rooms.kinds import TAKEN, BookingState, Mode, Need, Reader, WhyOff
from rooms.models.hours import Place
from rooms.models.sitting import Sitting


class WishQuerySet(models.QuerySet["Wish"]):
    """Whose wishes somebody reads."""

    def visible_to(self, reader: str) -> Self:
        """The mediator reads all of them, a side its own, a guest none."""
        return self.all() if reader == Reader.MEDIATOR else self.filter(party__side=reader)


class Wish(models.Model):
    """What has to be arranged for a party in a round, and the days it cannot come. For the mediator and the own side."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices, blank=True)
    needs = ArrayField(models.CharField(max_length=12, choices=Need.choices), default=list)
    days = ArrayField(models.DateField(), default=list)  # impossible
    at = models.DateTimeField()

    objects = WishQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_wish_per_party_and_round", fields=["round", "party"])]

    def __str__(self) -> str:
        return f"wish {self.pk}"

    @property
    def needs_text(self) -> list[Any]:
        """The needs in words."""
        return [Need(need).label for need in self.needs]


class Booking(Spanning, models.Model):
    """A time for a sitting of a round: proposed, then fixed, then held. `rooms.actions.bookings` is its only door."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    mediator = models.ForeignKey(User, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    during = DateTimeRangeField()
    uid = models.CharField(max_length=64, unique=True)  # the same in every calendar for ever (RFC 7986 5.3)
    sequence = models.PositiveSmallIntegerField(default=0)  # goes up with every change that people are told (RFC 5545 3.8.7.4)
    state = models.CharField(max_length=10, choices=BookingState.choices, default=BookingState.PROPOSED)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=WhyOff.choices, blank=True)
    sitting = models.OneToOneField(Sitting, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["during", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_fixed_time_per_round", fields=["round"], condition=Q(state=BookingState.FIXED)),
            models.CheckConstraint(name="a_booking_takes_time", condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False)),
            models.CheckConstraint(name="only_meetings_at_the_centre_have_a_place", condition=Q(place=None) | Q(mode=Mode.OFFLINE)),
            models.CheckConstraint(name="a_fixed_meeting_at_the_centre_has_a_place", condition=~Q(mode=Mode.OFFLINE, state__in=TAKEN) | Q(place__isnull=False)),
            models.CheckConstraint(name="a_cancelled_booking_has_a_reason", condition=Q(state=BookingState.CANCELLED) ^ Q(reason="")),
            models.CheckConstraint(name="a_held_booking_has_its_sitting", condition=Q(state=BookingState.HELD) ^ Q(sitting=None)),
        ]

    def __str__(self) -> str:
        return f"booking {self.pk}"

    @property
    def is_online(self) -> bool:
        """Held in the room of the case on the screen?"""
        return self.mode == Mode.ONLINE

    @property
    def is_fixed(self) -> bool:
        """Agreed, and still to come about?"""
        return self.state == BookingState.FIXED

    @property
    def where(self) -> str:
        """The address for people who come; nothing online."""
        if self.place is None:
            return ""
        centre = self.place.centre
        return " ".join(part for part in (centre.name, centre.address, self.place.name) if part)

    @property
    def page_url(self) -> str:
        """The page about its time."""
        return f"{settings.PUBLIC_URL}/room/{self.case.number}/times"

    @property
    def room_url(self) -> str:
        """Where an online sitting is held."""
        return f"{settings.PUBLIC_URL}/room/{self.case.number}"


class Claim(models.Model):
    """A person or a place that a fixed booking takes. The database refuses a second claim on the same time."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="claims")
    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+")
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_claim_takes_one_thing", condition=Q(person=None) ^ Q(place=None)),
            ExclusionConstraint(
                name="nobody_sits_in_two_rooms_at_once", expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)], condition=Q(person__isnull=False)
            ),
            ExclusionConstraint(
                name="no_place_is_taken_twice", expressions=[("place", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)], condition=Q(place__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class Choice(models.Model):
    """A party can keep a proposed time. Everybody in the case may know it."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="choices")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.SELF)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_yes_per_party_and_time", fields=["booking", "party"]),
            models.CheckConstraint(name="who_did_not_tap_has_somebody_who_entered_it", condition=Q(way=Way.SELF) ^ Q(entered_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"choice {self.pk}"


class Arrival(models.Model):
    """A party came: checked in with the code on the wall, or ticked by the mediator."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="arrivals")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # null: by the own phone
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="everybody_arrives_once", fields=["booking", "party"])]

    def __str__(self) -> str:
        return f"arrival {self.pk}"
