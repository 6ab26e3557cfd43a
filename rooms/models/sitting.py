"""Meetings of a round, and the people in them."""

from django.db import models
from django.db.models import Q

from cases.kinds import Side
from cases.models import Case, Round
from mediation.people.models import User
from rooms.kinds import Engine, Mode, Outcome, Quality, Recorded, Rung, SeatRole
from rooms.zones import Talk, reader_for, zone_of


class Sitting(models.Model):
    """One meeting of a round, led by one mediator. `caucus` names the side the mediator is talking with alone (背靠背).

    Whoever replaces the mediator opens another sitting: what was said to the first in confidence stays there.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    mediator = models.ForeignKey(User, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.ONLINE)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    locked = models.BooleanField(default=False)  # whoever comes now waits to be admitted
    screened = models.BooleanField(default=False)  # the sides are never put together
    caucus = models.CharField(max_length=12, choices=Side.choices, blank=True)
    caucus_since = models.DateTimeField(null=True)
    engine = models.CharField(max_length=8, choices=Engine.choices, default=Engine.MESH)
    epoch = models.PositiveSmallIntegerField(default=0)  # goes up when the engine changes
    recording = models.CharField(max_length=8, choices=Recorded.choices, blank=True)
    version = models.PositiveIntegerField(default=0)  # goes up with everything people in the room see, except words
    said_mediator = models.PositiveIntegerField(default=0)  # the last number each reader has
    said_applicant = models.PositiveIntegerField(default=0)
    said_respondent = models.PositiveIntegerField(default=0)
    said_joint = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_live_sitting_per_round", fields=["round"], condition=Q(ended_at=None)),
            models.CheckConstraint(name="an_ended_sitting_has_an_outcome", condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome="")),
            models.CheckConstraint(name="no_caucus_is_recorded", condition=~Q(recording=Recorded.ON) | Q(caucus="", screened=False)),
            models.CheckConstraint(name="a_caucus_has_a_beginning", condition=Q(caucus="", caucus_since=None) | ~Q(caucus="") & Q(caucus_since__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"sitting {self.pk}"

    @property
    def is_live(self) -> bool:
        """Still going on?"""
        return self.ended_at is None

    @property
    def talk(self) -> Talk:
        """Who is together with whom now."""
        return Talk(self.caucus, self.screened)


class Seat(models.Model):
    """One person's place in a sitting. Parties, their agents and the mediator have theirs by the case; others are invited."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()  # within the sitting; what browsers call it
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=SeatRole.choices)
    side = models.CharField(max_length=12, choices=Side.choices, blank=True)
    name = models.CharField(max_length=80)
    arrived_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)  # to the rules of the room
    text_version = models.CharField(max_length=16, blank=True)
    identity_at = models.DateTimeField(null=True)  # the mediator saw who this is
    admitted_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    hand_at = models.DateTimeField(null=True)
    muted_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # a socket was open; null after leaving
    gone_at = models.DateTimeField(null=True)  # the last socket closed; null while one is open
    rung = models.CharField(max_length=8, choices=Rung.choices, default=Rung.TEXT)
    line = models.CharField(max_length=16, blank=True)  # the page that has voice and picture for this seat
    quality = models.CharField(max_length=8, choices=Quality.choices, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="one_seat_per_person", fields=["sitting", "user"]),
            models.UniqueConstraint(name="seats_are_numbered", fields=["sitting", "number"]),
            models.CheckConstraint(name="parties_sit_on_a_side", condition=~Q(role__in=[SeatRole.PARTY, SeatRole.AGENT]) | ~Q(side="")),
            models.CheckConstraint(name="leaders_sit_on_no_side", condition=~Q(role__in=[SeatRole.MEDIATOR, SeatRole.CO_MEDIATOR, SeatRole.JUDGE]) | Q(side="")),
        ]

    def __str__(self) -> str:
        return f"seat {self.number} of {self.sitting_id}"

    @property
    def reader(self) -> str:
        """Whose numbering of the talk this person reads."""
        return reader_for(self.role, self.side)

    @property
    def is_inside(self) -> bool:
        """Admitted, and not removed since?"""
        return self.admitted_at is not None and self.removed_at is None

    def zone(self, talk: Talk) -> str:
        """Where this seat is now: nowhere while it waits."""
        return zone_of(self.role, self.side, talk) if self.is_inside else ""
