"""People, areas, centres, posts, one-time codes and invitations."""

import json
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from mediation.crypto import EncryptedTextField
from mediation.people.roles import CentreKind, Level, Role


class Post(NamedTuple):
    """A role held today at a centre."""

    role: str
    centre_id: int
    centre_kind: str


class People(UserManager["User"]):
    """Finding people."""

    def behind(self, user_id: int) -> "User | None":
        """Return the person of a session with the posts held today, in one query whose SQL is made once a day: it runs with every request."""
        sql, params = _person_with_posts(timezone.localdate())
        return next(iter(self.raw(sql, [user_id if value == ANYBODY else value for value in params])), None)

    def at_post(self, *, role: str, centre_id: int) -> models.QuerySet["User"]:
        """Everybody who holds this role at this centre today."""
        held = Membership.objects.current().filter(role=role, centre_id=centre_id)
        return self.filter(is_active=True, pk__in=held.values("user_id"))


class User(AbstractUser):
    """A person. Citizens are found by phone; staff sign in by name. Django's superuser flag opens nothing here."""

    name = models.CharField(max_length=80, blank=True)
    phone = EncryptedTextField(blank=True)
    phone_index = models.BinaryField(max_length=16, unique=True, null=True)
    id_number = EncryptedTextField(blank=True)
    id_index = models.BinaryField(max_length=16, null=True)
    language = models.CharField(max_length=8, default="zh-hans")

    objects = People()  # type: ignore[misc]  # our manager finds people by post

    def __str__(self) -> str:
        return f"user {self.pk}"

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The posts held today; fetched with the person of a session (`People.behind`), else by a query of their own."""
        if "held" in self.__dict__:
            return tuple(Post(**json.loads(row)) for row in self.__dict__["held"])
        rows = Membership.objects.current().filter(user=self).values_list("role", "centre_id", "centre__kind")
        return tuple(Post(*row) for row in rows)

    @property
    def role_codes(self) -> frozenset[str]:
        """The roles held today, wherever."""
        return frozenset(post.role for post in self.posts)

    @property
    def is_staff_person(self) -> bool:
        """Does this person work here?"""
        return bool(self.posts)


ANYBODY = -1  # stands for the person in the SQL that is made once


@lru_cache(maxsize=2)
def _person_with_posts(today: date) -> tuple[str, tuple[Any, ...]]:
    """The SQL of `People.behind` on a day."""
    held = Membership.objects.current().filter(user=models.OuterRef("pk"))
    row = JSONObject(role="role", centre_id="centre_id", centre_kind="centre__kind")
    query = User.objects.annotate(held=ArraySubquery(held.values(row=row))).filter(pk=ANYBODY, is_active=True).query
    return query.sql_with_params()  # type: ignore[no-any-return]


class Area(models.Model):
    """A district, street or community with its official code; a code is a prefix of the codes below it."""

    code = models.CharField(max_length=12, unique=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    intake_token = models.CharField(max_length=12, unique=True, null=True)
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """What the codes of all places within begin with: codes are nested; a city's ends in 00 (330100 covers 330108)."""
        return self.code.removesuffix("00") if self.level == Level.CITY else self.code

    def covers(self, other: "Area") -> bool:
        """Does the other place lie within this one?"""
        return other.code.startswith(self.prefix)


class Centre(models.Model):
    """A mediation centre or a court's service centre, and the area it is responsible for."""

    name = models.CharField(max_length=80, unique=True)
    short_name = models.CharField(max_length=20)
    kind = models.CharField(max_length=16, choices=CentreKind.choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    file_prefix = models.CharField(max_length=20, blank=True)
    court_code = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """What a mediator is good at, and how much at once; dispatch suggests by it."""

    user = models.OneToOneField(User, models.CASCADE, related_name="profile")
    skills = ArrayField(models.CharField(max_length=24), default=list)  # codes of dispute types
    languages = ArrayField(models.CharField(max_length=8), default=list)
    capacity = models.PositiveSmallIntegerField(default=8)  # open mediations at a time

    def __str__(self) -> str:
        return f"profile {self.pk}"


class Shift(models.Model):
    """A time in which somebody is on call at a centre."""

    user = models.ForeignKey(User, models.CASCADE, related_name="shifts")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="shifts")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["begins_at"]
        indexes = [models.Index(name="shift_by_time", fields=["centre", "ends_at"])]
        constraints = [models.CheckConstraint(name="a_shift_ends_after_it_begins", condition=Q(begins_at__lt=models.F("ends_at")))]

    def __str__(self) -> str:
        return f"shift {self.pk}"


class OpeningHours(models.Model):
    """When somebody is on duty at a centre on a day of the week (Monday is 0). A centre without rows is never closed."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["centre", "weekday"]
        constraints = [
            models.UniqueConstraint(name="one_opening_per_weekday", fields=["centre", "weekday"]),
            models.CheckConstraint(name="a_week_has_seven_days", condition=Q(weekday__lt=7)),
            models.CheckConstraint(name="opens_before_it_closes", condition=Q(opens__lt=models.F("closes"))),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Posts in time."""

    def current(self) -> "MembershipQuerySet":
        """Keep the posts held today."""
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=today), since__lte=today)


class Membership(models.Model):
    """A role of a person at a centre, from a day, until a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_open_post", fields=["user", "centre", "role"], condition=Q(until=None))]

    def __str__(self) -> str:
        return f"{self.role} at {self.centre_id}"


class OneTimeCode(models.Model):
    """Six digits sent to a phone for one purpose; only their keyed hash is kept."""

    purpose = models.CharField(max_length=16)
    subject = models.CharField(max_length=64, blank=True)
    phone_index = models.BinaryField(max_length=16)
    code_hash = models.BinaryField(max_length=32)
    ip_hash = models.BinaryField(max_length=16, null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="code_by_phone", fields=["phone_index", "-created_at"]),
            models.Index(name="code_by_ip", fields=["ip_hash", "-created_at"]),
            models.Index(name="code_by_time", fields=["-created_at"]),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"


class Invitation(models.Model):
    """A link that lets one member of staff in, once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"
