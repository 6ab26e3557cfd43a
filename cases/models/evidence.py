"""Pictures, papers and recordings that a party shows."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from cases.kinds import Audience
from cases.models.party import Party
from mediation.people.models import User
from mediation.vault.models import StoredFile

# What stands before an exhibit's number. Private ones count for themselves: a gap would tell the other side that there is one.
LETTERS = {Audience.ALL: "E", Audience.APPLICANT: "PA", Audience.RESPONDENT: "PR"}


def label_of(audience: str, number: int) -> str:
    """How an exhibit is called: E3, or PA1 for the first that only the applicant's side and the mediator see."""
    return f"{LETTERS[Audience(audience)]}{number}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Which exhibits there are for whom."""

    def on_the_table(self) -> Self:
        """Keep what holds now: neither replaced by a later version nor taken back."""
        return self.filter(is_current=True, withdrawn_at=None)

    def for_reader(self, user: Any, audiences: frozenset[str]) -> Self:
        """Keep what these audiences may see; what was taken back stays with those who act for its owner."""
        mine = Q(party__user=user) | Q(party__agents__contains=[user.pk])
        return self.filter(Q(withdrawn_at=None) | mine, audience__in=audiences)


class Evidence(models.Model):
    """One exhibit. A better copy is a new version under the same number; the old one stays. `for_court` is the owner's own mark."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="evidence")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    is_current = models.BooleanField(default=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.ALL)
    for_court = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["number", "version"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(name="exhibit_numbers_are_unique", fields=["case", "audience", "number", "version"]),
            models.CheckConstraint(name="an_exhibit_is_for_all_or_for_one_side", condition=Q(audience__in=list(LETTERS))),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """How it is called."""
        return label_of(self.audience, self.number)

    @property
    def is_private(self) -> bool:
        """Is it kept between one side and the mediator?"""
        return self.audience != Audience.ALL
