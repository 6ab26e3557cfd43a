"""Offers in rounds: what a side, or the mediator, would settle for. Each has an audience; an answer to a proposal is read by its side and the mediator alone."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Audience, Side
from cases.models import Round
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.walls import edge_walls
from rooms.kinds import Reader
from rooms.models.sitting import Sitting


class OfferState(models.TextChoices):
    """Where an offer stands."""

    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Not accepted")
    COUNTERED = "countered", _("Answered by another offer")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Its time is over")


class OfferQuerySet(models.QuerySet["Offer"]):
    """Which offers there are for whom."""

    def visible_to(self, reader: str, sitting: Sitting) -> Self:
        """Keep what this reader of a sitting may see: what is on the table, a side's own, and for the mediator what was confided to this one and no other."""
        seen = Q(audience=Audience.ALL)
        if reader == Reader.MEDIATOR:
            seen |= Q(mediator=sitting.mediator_id)
        elif reader in Side.values:
            seen |= Q(audience=reader)
        return self.filter(seen, round=sitting.round_id)

    def on_the_table(self) -> Self:
        """Keep what everybody sees, in the order in which it came on the table: this is how offers are numbered."""
        return self.filter(audience=Audience.ALL).order_by("shown_at", "pk")


class Offer(models.Model):
    """One offer of a round. Without a side it is the mediator's proposal to both. `rooms.actions.offers` is its only door."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    mediator = models.ForeignKey(User, models.PROTECT, related_name="+")  # who led when it was made: a confided offer stays with this person
    side = models.CharField(max_length=12, choices=Side.choices, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    payer = models.CharField(max_length=12, choices=Side.choices, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    terms = EncryptedTextField(blank=True)
    audience = models.CharField(max_length=12, choices=Audience.choices)
    state = models.CharField(max_length=12, choices=OfferState.choices, default=OfferState.OPEN)
    made_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)  # on the table since
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    counters = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_open_offer_at_a_time", fields=["round", "audience"], condition=Q(state=OfferState.OPEN)),
            models.CheckConstraint(name="an_offer_is_for_all_or_for_its_own_side_and_the_mediator", condition=Q(audience=Audience.ALL) | Q(audience=F("side"))),
            models.CheckConstraint(
                name="what_is_on_the_table_came_there_once", condition=Q(audience=Audience.ALL, shown_at__isnull=False) | ~Q(audience=Audience.ALL) & Q(shown_at=None)
            ),
            models.CheckConstraint(name="money_has_a_payer", condition=Q(amount=None, payer="") | Q(amount__gt=0) & ~Q(payer="")),
            models.CheckConstraint(name="an_open_offer_is_not_closed", condition=Q(state=OfferState.OPEN, closed_at=None) | ~Q(state=OfferState.OPEN) & Q(closed_at__isnull=False)),
            models.CheckConstraint(
                name="a_confided_offer_is_not_answered", condition=Q(audience=Audience.ALL) | Q(state__in=[OfferState.OPEN, OfferState.WITHDRAWN, OfferState.EXPIRED])
            ),
        ]
        triggers = edge_walls(
            name="offer_state", column="state", starts=[OfferState.OPEN.value], edges=[(OfferState.OPEN.value, end) for end in OfferState.values if end != OfferState.OPEN]
        )

    def __str__(self) -> str:
        return f"offer {self.pk}"

    @property
    def is_proposal(self) -> bool:
        """Made by the mediator, to both?"""
        return not self.side

    @property
    def is_private(self) -> bool:
        """Between one side and the mediator?"""
        return self.audience != Audience.ALL


class SheetLine(models.Model):
    """One line of the sheet that explains a figure. The lines of an offer add up to its amount."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    what = EncryptedTextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)  # signed
    why = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["offer", "position"]
        constraints = [models.UniqueConstraint(name="lines_of_a_sheet_are_numbered", fields=["offer", "position"])]

    def __str__(self) -> str:
        return f"line {self.position} of {self.offer_id}"

    @property
    def is_taken_off(self) -> bool:
        """Does this line make the figure smaller?"""
        return self.amount < 0

    @property
    def size(self) -> Decimal:
        """The amount without its sign."""
        return abs(self.amount)


class AnswerQuerySet(models.QuerySet["ProposalAnswer"]):
    """Who reads an answer to a proposal."""

    def visible_to(self, reader: str, sitting: Sitting) -> Self:
        """Keep a side's own answers; for the mediator those to proposals of this mediator; nothing for anybody else."""
        if reader == Reader.MEDIATOR:
            return self.filter(offer__round=sitting.round_id, offer__mediator=sitting.mediator_id)
        return self.filter(offer__round=sitting.round_id, side=reader)


class ProposalAnswer(models.Model):
    """What one side says to the mediator's proposal. The other side learns a yes only when both said yes."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="answers")
    side = models.CharField(max_length=12, choices=Side.choices)
    yes = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_answer_per_side", fields=["offer", "side"])]

    def __str__(self) -> str:
        return f"answer {self.pk}"
