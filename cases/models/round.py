"""One mediation attempt."""

from django.db import models
from django.db.models import Q

from cases.kinds import ROUND_ENDS, Disclosure, EndReason, RoundKind, RoundState
from cases.round_flow import ROUND_EDGES, ROUND_STARTS
from mediation.crypto import EncryptedTextField
from mediation.people.models import Centre, User
from mediation.walls import edge_walls


class Round(models.Model):
    """An attempt with one mediator. `cases.actions.rounds` is its only door."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=RoundKind.choices)
    procedure = models.CharField(max_length=12, blank=True)  # "summary" when the suit is tried by summary procedure
    state = models.CharField(max_length=20, choices=RoundState.choices, default=RoundState.PROPOSED)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    mediator = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    choosing = models.BooleanField(default=False)  # both sides choose the mediator together (规则 10)
    disclosure = models.CharField(max_length=12, choices=Disclosure.choices, blank=True)  # the mediator's, when accepting (规则 13)
    disclosed = EncryptedTextField(blank=True)
    objected = models.BooleanField(default=False)  # an objection waits to be decided
    extending = models.BooleanField(default=False)  # an extension waits for somebody's consent
    extensions = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="round_numbers_are_unique", fields=["case", "number"]),
            models.UniqueConstraint(name="one_open_round_per_case", fields=["case"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="the_end_of_a_round_has_a_reason",
                condition=Q(ended_at=None, end_reason="") & ~Q(state__in=ROUND_ENDS) | Q(ended_at__isnull=False, state__in=ROUND_ENDS) & ~Q(end_reason=""),
            ),
        ]
        indexes = [models.Index(name="round_by_mediator", fields=["mediator"], condition=Q(ended_at=None))]
        triggers = edge_walls(name="round_state", column="state", starts=ROUND_STARTS, edges=ROUND_EDGES)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def is_open(self) -> bool:
        """Still going on?"""
        return self.state not in ROUND_ENDS

    @property
    def needs_waiver(self) -> bool:
        """Did the mediator disclose something that every party has to accept first?"""
        return self.disclosure not in ("", Disclosure.NONE)
