"""One dispute = one case = one code."""

from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.flow import EDGES, MEDIATING, STARTS
from cases.kinds import ROUND_ENDS, Channel, Colour, HoldReason, Stage
from cases.models.agreement import Agreement
from cases.models.flow import CaseFlow
from cases.models.party import Party
from cases.models.round import Round
from cases.models.tally import counting
from cases.stages import NEXT_STEP, WORD
from mediation.crypto import EncryptedTextField
from mediation.people.models import Area, Centre, User
from mediation.people.roles import Role
from mediation.walls import edge_walls

SEES_CENTRE = (Role.DISPATCHER, Role.MANAGER, Role.SUPERVISOR, Role.AUDITOR)
SEES_COURT = (Role.CLERK, Role.JUDGE)


class CaseQuerySet(models.QuerySet["Case"]):
    """Which cases exist for whom."""

    def visible_to(self, user: Any) -> Self:
        """Keep the cases this person may know of; for strangers there are none (404, never 403)."""
        if getattr(user, "pk", None) is None or not user.is_active:
            return self.none()
        seen = Q(pk__in=Party.objects.of(user).values("case"))
        if not user.posts:
            return self.filter(seen)
        attempts, seen = Q(mediator=user), seen | Q(entered_by=user)
        if centres := [post.centre_id for post in user.posts if post.role in SEES_CENTRE]:
            attempts |= Q(centre__in=centres)
            seen |= Q(centre__in=centres)
        if courts := [post.centre_id for post in user.posts if post.role in SEES_COURT]:
            # A court sees what has reached it, not every quarrel of the district.
            seen |= Q(court__in=courts, reached_court_at__isnull=False)
        return self.filter(seen | Q(pk__in=Round.objects.filter(attempts).values("case")))

    def for_reading(self) -> Self:
        """Fetch what every case page and every rule looks at, in a fixed number of queries."""
        joined = ("area__parent", "centre", "court", "dispute_type", "latest_round__mediator", "latest_round__centre", "present_agreement", "amendment")
        return self.select_related(*joined).prefetch_related("parties", "present_agreement__obligations")


class Case(CaseFlow):
    """A dispute from the first word to the last. Only `cases.actions` writes it."""

    number = models.CharField(max_length=24, unique=True)
    token = EncryptedTextField()
    token_hash = models.BinaryField(max_length=32, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    court = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    dispute_type = models.ForeignKey("cases.DisputeType", models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    summary = models.TextField()
    wish = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    created_at = models.DateTimeField()
    limitation_interrupted_on = models.DateField()  # 时效规定 12: the day the request was made
    reached_court_at = models.DateTimeField(null=True)
    court_number = models.CharField(max_length=64, blank=True)
    docket_number = models.CharField(max_length=64, blank=True)
    end_reason = models.CharField(max_length=24, blank=True)
    hold = models.CharField(max_length=16, choices=HoldReason.choices, blank=True)  # nothing is signed or filed meanwhile (特邀 18)
    rounds_allowed = models.PositiveSmallIntegerField(null=True)  # by the policy of its first round; a manager may add one
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # who entered it for the citizen
    erased_at = models.DateTimeField(null=True)  # its words and files were deleted; nothing is written into it again
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # the same dispute, gone on with there
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # split off from (规则 19)
    # The newest of its rounds, and the newest version of its agreement that still stands: every page and rule asks for them.
    latest_round = models.ForeignKey("cases.Round", models.SET_NULL, null=True, related_name="+")
    present_agreement = models.ForeignKey("cases.Agreement", models.SET_NULL, null=True, related_name="+")
    amendment = models.ForeignKey("cases.Agreement", models.SET_NULL, null=True, related_name="+")  # a new version being signed while the old one holds
    last_seq = models.PositiveIntegerField(default=0)  # head of the chain of Steps, under the row lock
    last_hash = models.BinaryField(max_length=32, default=bytes(32))

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_end_without_result_needs_a_reason",
                condition=~Q(stage__in=[Stage.DECLINED, Stage.TRANSFERRED, Stage.WITHDRAWN, Stage.FAILED]) | ~Q(end_reason=""),
            ),
            models.CheckConstraint(name="a_filed_case_has_a_docket_number", condition=~Q(stage=Stage.FILED) | ~Q(docket_number="")),
        ]
        indexes = [
            models.Index(name="case_by_centre", fields=["centre", "-created_at"]),
            models.Index(name="case_by_entry", fields=["entered_by", "-created_at"], condition=Q(entered_by__isnull=False)),
        ]
        triggers = [*edge_walls(name="case_stage", column="stage", starts=STARTS, edges=EDGES), *counting()]

    def __str__(self) -> str:
        return self.number

    @property
    def text_in_signing(self) -> Agreement | None:
        """The text that people sign now: an amendment, else the present version."""
        return self.amendment or self.present_agreement

    @property
    def next_step(self) -> Any:
        """What happens next, in one sentence for everybody."""
        return NEXT_STEP[Stage(self.stage)]

    @property
    def word(self) -> Any:
        """The word that goes with the colour and the shape."""
        return WORD[Colour(self.colour)]

    @property
    def is_alarming(self) -> bool:
        """Green with an alarm ring: settled, and not kept."""
        return self.stage == Stage.BREACHED

    @property
    def is_mediable(self) -> bool:
        """May people still be asked whether they want to talk?"""
        return self.stage in (*MEDIATING, Stage.INTAKE, Stage.FAILED, Stage.FILED)

    @property
    def public_url(self) -> str:
        """What the QR code says: upper case keeps it alphanumeric and small."""
        return f"{settings.PUBLIC_URL}/C/{self.token}".upper()

    @property
    def qr_url(self) -> str:
        """The picture of the code in its present colour; another colour is another address, so it can be kept for ever."""
        return f"{settings.PUBLIC_URL}/C/{self.token}/{self.colour}.svg"

    @property
    def page_url(self) -> str:
        """The page for parties and staff."""
        return f"{settings.PUBLIC_URL}/case/{self.number}"

    @property
    def open_round(self) -> Round | None:
        """The attempt that is still open."""
        latest = self.latest_round
        return latest if latest is not None and latest.state not in ROUND_ENDS else None

    @property
    def round_in_question(self) -> int:
        """The number of the round that people are asked about now: the open one, or the next."""
        latest = self.latest_round
        if latest is None:
            return 1
        return latest.number if latest.state not in ROUND_ENDS else latest.number + 1

    def forget(self) -> None:
        """Drop what was prefetched, after a change inside the same transaction."""
        self._prefetched_objects_cache: dict[str, Any] = {}

    @cached_property
    def party_names(self) -> dict[str, str]:
        """The first name of each side, for headings."""
        names: dict[str, str] = {}
        for party in self.parties.all():
            names.setdefault(party.side, party.shown_name)
        return names
