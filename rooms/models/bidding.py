"""Sealed bids: each side binds itself by a hash before anybody, the server included, can know its figure."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Side
from cases.models import Round
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.walls import append_only, edge_walls
from rooms.kinds import Reader
from rooms.models.sitting import Sitting


class BiddingState(models.TextChoices):
    """Where sealed bids stand."""

    SEALING = "sealing", _("Both sides seal their figure")
    OPENING = "opening", _("Both figures are sealed and are being compared")
    MET = "met", _("The figures meet")
    APART = "apart", _("Not yet: the figures do not meet")
    VOID = "void", _("Ended without a comparison")


RUNNING = (BiddingState.SEALING.value, BiddingState.OPENING.value)
EDGES = [
    (BiddingState.SEALING.value, BiddingState.OPENING.value),
    (BiddingState.SEALING.value, BiddingState.VOID.value),
    *((BiddingState.OPENING.value, end.value) for end in (BiddingState.MET, BiddingState.APART, BiddingState.VOID)),
]


class BiddingQuerySet(models.QuerySet["Bidding"]):
    """Who knows of sealed bids."""

    def visible_to(self, reader: str, sitting: Sitting) -> Self:
        """Keep those of this round for the two sides and the mediator; guests of both sides see none."""
        return self.filter(round=sitting.round_id) if reader in (*Side.values, Reader.MEDIATOR) else self.none()


class Bidding(models.Model):
    """The mediator asks both sides for one figure: the most that one pays, the least that the other takes. `rooms.actions.bids` is its only door."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked = EncryptedTextField()
    payer = models.CharField(max_length=12, choices=Side.choices)
    opened_at = models.DateTimeField()
    seal_until = models.DateTimeField()
    open_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=BiddingState.choices, default=BiddingState.SEALING)
    closed_at = models.DateTimeField(null=True)
    first_link = models.CharField(max_length=64)  # what the chain of commitments hangs on: the question itself (docs/sealed-bids.md)
    midpoint = EncryptedTextField(blank=True)

    objects = BiddingQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="biddings_are_numbered", fields=["round", "number"]),
            models.UniqueConstraint(name="one_bidding_at_a_time", fields=["round"], condition=Q(state__in=RUNNING)),
            models.CheckConstraint(name="a_running_bidding_is_not_closed", condition=Q(state__in=RUNNING, closed_at=None) | ~Q(state__in=RUNNING) & Q(closed_at__isnull=False)),
            models.CheckConstraint(name="what_is_compared_has_a_time_to_open", condition=Q(state__in=[BiddingState.SEALING, BiddingState.VOID]) | Q(open_until__isnull=False)),
        ]
        triggers = edge_walls(name="bidding_state", column="state", starts=[BiddingState.SEALING.value], edges=EDGES)

    def __str__(self) -> str:
        return f"bidding {self.number}"

    @property
    def receiver(self) -> str:
        """The side that takes the money."""
        return Side.RESPONDENT if self.payer == Side.APPLICANT else Side.APPLICANT


class Bid(models.Model):
    """A side's commitment, chained to the one before; it never changes. It says nothing about the figure."""

    bidding = models.ForeignKey(Bidding, models.PROTECT, related_name="bids")
    side = models.CharField(max_length=12, choices=Side.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    commitment = models.CharField(max_length=64)
    at = models.DateTimeField()
    link = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_bid_per_side", fields=["bidding", "side"]),
            models.CheckConstraint(name="a_commitment_is_a_hash", condition=Q(commitment__regex="^[0-9a-f]{64}$")),
        ]
        triggers = append_only("sealed_bid")

    def __str__(self) -> str:
        return f"bid {self.pk}"


class FigureQuerySet(models.QuerySet["Figure"]):
    """Who reads a figure: the side whose it is. Not the other side, and not the mediator."""

    def visible_to(self, reader: str, sitting: Sitting) -> Self:
        """Keep the own figures of a side; nothing for anybody else."""
        return self.filter(bid__bidding__round=sitting.round_id, bid__side=reader)


class Figure(models.Model):
    """An opened bid: the amount and the random number that make the commitment."""

    bid = models.OneToOneField(Bid, models.PROTECT, related_name="figure")
    amount = EncryptedTextField()
    nonce = EncryptedTextField()
    at = models.DateTimeField()

    objects = FigureQuerySet.as_manager()

    def __str__(self) -> str:
        return f"figure {self.pk}"
