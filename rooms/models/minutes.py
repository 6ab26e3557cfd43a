"""The minutes of a sitting (调解笔录), and what everybody inside says to them (规则 22)."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.walls import Wall
from rooms.kinds import Reader
from rooms.models.sitting import Seat, Sitting


class MinutesQuerySet(models.QuerySet["Minutes"]):
    """Who reads minutes."""

    def visible_to(self, reader: str, sitting: Sitting) -> Self:
        """Keep what was fixed; a draft is read by those who lead."""
        rows = self.filter(sitting=sitting)
        return rows if reader == Reader.MEDIATOR else rows.filter(fixed_at__isnull=False)


class Minutes(models.Model):
    """One version. Fixed: the text has a hash and never changes; another word makes another version, and everybody confirms anew."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField()
    text = EncryptedTextField()
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    fixed_at = models.DateTimeField(null=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(name="versions_of_minutes_are_numbered", fields=["sitting", "version"]),
            models.UniqueConstraint(name="one_draft_of_minutes", fields=["sitting"], condition=Q(fixed_at=None)),
            models.CheckConstraint(name="fixed_minutes_have_a_hash", condition=Q(fixed_at=None, sha256="") | Q(fixed_at__isnull=False) & ~Q(sha256="")),
        ]
        triggers = [
            Wall(
                name="fixed_minutes_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.fixed_at IS NOT NULL"),
                func="""
                    IF (NEW.text <> OLD.text AND NEW.text <> ''::bytea) OR (NEW.sha256, NEW.fixed_at) IS DISTINCT FROM (OLD.sha256, OLD.fixed_at) THEN
                        RAISE EXCEPTION 'fixed minutes are only ever wiped' USING ERRCODE = 'check_violation', CONSTRAINT = 'fixed_minutes_stay';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"minutes v{self.version}"


class Confirmation(models.Model):
    """What one person inside says to one version: that it is right, or why not."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="confirmations")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    words = EncryptedTextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["seat__number"]
        constraints = [models.UniqueConstraint(name="one_word_per_seat_and_version", fields=["minutes", "seat"])]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"
