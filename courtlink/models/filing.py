"""Filings: what goes to the court, sealed, and what the court says of each document."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from cases.kinds import Turn
from cases.models import Case, Deadline, Party
from courtlink.flow import AT_COURT, BEFORE_ACCEPTANCE, FILING_EDGES, FILING_STARTS
from courtlink.kind_table import JOINT, PRIVATE
from courtlink.kinds import DeemedReason, DocumentKind, Drift, FilingKind, FilingState, RefusalGround, RejectReason, Result, ReturnReason, Role, Trouble
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.people.roles import Role as Post
from mediation.vault.models import StoredFile
from mediation.walls import edge_walls

# The other side knows of a filing when it signs it too, or once the court has taken it up.
OPEN_TO_BOTH = (FilingState.ACCEPTED, FilingState.DECIDED)


class FilingQuerySet(models.QuerySet["Filing"]):
    """Which filings exist for whom."""

    def visible_to(self, user: Any) -> Self:
        """Whoever signed it and their side, the other side once the court has accepted it (never an enforcement), and the clerks of the court once it was sent."""
        if getattr(user, "pk", None) is None or not user.is_active:
            return self.none()
        courts = [post.centre_id for post in user.posts if post.role in (Post.CLERK, Post.JUDGE)]
        sent = Q(case__court__in=courts) & ~Q(state__in=[FilingState.DRAFT, FilingState.SEALED])
        seats = Party.objects.of(user)
        signed = FilingConsent.objects.filter(Exists(seats.filter(case=OuterRef("party__case"), side=OuterRef("party__side"))))
        joint = Q(kind__in=JOINT) | Q(state__in=OPEN_TO_BOTH) & ~Q(kind__in=PRIVATE)
        mine = Q(case__in=seats.values("case")) & (joint | Q(pk__in=signed.values("filing")))
        return self.filter(sent | mine)

    def with_due(self) -> Self:
        """Each with `due_at`: until when the court has to do what comes next, by its nearest open clock."""
        open_ones = FilingClock.objects.filter(filing=OuterRef("pk"), deadline__closed_at=None, deadline__turn=Turn.CLERK)
        return self.annotate(due_at=Subquery(open_ones.order_by("deadline__due_at").values("deadline__due_at")[:1]))


class Filing(models.Model):
    """One submission. A sealed package never changes; a correction is a new filing that revises the old one."""

    ref = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=FilingKind.choices)
    seq = models.PositiveSmallIntegerField(default=1)
    revises = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=16, choices=FilingState.choices, default=FilingState.DRAFT)
    words = EncryptedTextField(blank=True)  # what was typed, as JSON
    package = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    package_sha256 = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveIntegerField(default=0)  # how often it was carried to the court, in all
    tries = models.PositiveSmallIntegerField(default=0)  # how often since somebody last had it sent
    next_at = models.DateTimeField(null=True)  # of the next try
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)  # of the last try
    court_ref = models.CharField(max_length=64, blank=True)  # the court's own mark on the receipt
    court_event = models.PositiveIntegerField(default=0)  # the last event of the court that was taken over
    received_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)  # with the court's record
    drift = models.CharField(max_length=16, choices=Drift.choices, blank=True)
    docket_number = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=16, choices=Result.choices, blank=True)  # of what was accepted
    reason = models.CharField(max_length=24, blank=True)
    remark = models.TextField(blank=True)
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # who has it in hand at the court; the others look on
    reviewer_since = models.DateTimeField(null=True)
    open_points = models.PositiveSmallIntegerField(null=True)  # what the rules may ask about, counted when the court received it
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    first_submitted_at = models.DateTimeField(null=True)  # of the lineage: the date that judges periods
    decided_at = models.DateTimeField(null=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_open_filing_per_kind", fields=["case", "kind"], condition=Q(state__in=BEFORE_ACCEPTANCE)),
            models.CheckConstraint(name="a_return_has_a_reason", condition=~Q(state__in=[FilingState.RETURNED, FilingState.REJECTED]) | ~Q(reason="")),
            models.CheckConstraint(name="what_was_decided_has_a_result", condition=~Q(state=FilingState.DECIDED) | ~Q(result="")),
            models.CheckConstraint(name="a_refused_confirmation_has_a_ground", condition=~Q(result=Result.REFUSED) | ~Q(reason="")),
            models.CheckConstraint(name="what_was_sent_is_sealed", condition=Q(submitted_at=None) | ~Q(package_sha256="")),
            models.CheckConstraint(name="only_drafts_are_unsealed", condition=Q(state__in=[FilingState.DRAFT, FilingState.WITHDRAWN]) | ~Q(package_sha256="")),
            models.CheckConstraint(name="what_could_not_be_delivered_says_why", condition=~Q(state=FilingState.FAILED) | ~Q(trouble="")),
            models.CheckConstraint(
                name="what_is_in_hand_says_since_when", condition=Q(reviewer=None, reviewer_since=None) | Q(reviewer__isnull=False, reviewer_since__isnull=False)
            ),
            models.UniqueConstraint(name="a_docket_number_is_given_once", fields=["docket_number"], condition=~Q(docket_number="")),
            models.CheckConstraint(name="what_was_accepted_has_a_number", condition=~Q(state__in=[FilingState.ACCEPTED, FilingState.DECIDED]) | ~Q(docket_number="")),
        ]
        indexes = [models.Index(name="filing_with_a_court", fields=["compared_at"], condition=Q(state__in=[FilingState.SUBMITTED, *AT_COURT]))]
        triggers = edge_walls(name="filing_state", column="state", starts=FILING_STARTS, edges=FILING_EDGES)

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"

    @property
    def is_open_to_both(self) -> bool:
        """May the side that did not sign it know of it?"""
        return self.kind in JOINT or (self.state in OPEN_TO_BOTH and self.kind not in PRIVATE)

    @property
    def reason_text(self) -> str:
        """The coded reason in words."""
        return str(dict(ReturnReason.choices + RejectReason.choices + RefusalGround.choices + DeemedReason.choices).get(self.reason, ""))


class FilingDocument(models.Model):
    """One document of a filing; its kind comes from the allow-list, in the database too."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=28, choices=DocumentKind.choices)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.CONNECTED)
    path = models.CharField(max_length=80, blank=True)  # its name in the package; the court names it so
    title = models.CharField(max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    made_of = models.JSONField(default=dict)  # form, edition and wording, as `cases.Paper.made_of`; empty for what somebody handed in
    position = models.PositiveSmallIntegerField()
    review_reason = models.CharField(max_length=24, choices=ReturnReason.choices, blank=True)
    review_row = models.CharField(max_length=40, blank=True)  # the row of the form that a missing row is about
    review_words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(name="only_allowed_kinds_reach_the_court", condition=Q(kind__in=DocumentKind.values)),
            models.CheckConstraint(name="a_document_leads_or_is_connected", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class FilingConsent(models.Model):
    """A party's signature under a filing: one for a lawsuit, all of them for a confirmation (CPL 205)."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="consents")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    id_number = EncryptedTextField()
    address = EncryptedTextField()
    electronic_service = models.BooleanField(default=False)
    drawing = EncryptedTextField()
    text_sha256 = models.CharField(max_length=64, blank=True)  # of the agreement, when it was not sealed yet: another text needs another signature
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_signature_per_party_and_filing", fields=["filing", "party"])]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class FilingClock(models.Model):
    """Which clock of the case runs for which filing: the court's own ones, and the fee's."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="clocks")
    deadline = models.OneToOneField(Deadline, models.CASCADE, related_name="+")
    prolonged_at = models.DateTimeField(null=True)
    prolonged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    prolonged_why = EncryptedTextField(blank=True)  # what is special about it, and who approved

    def __str__(self) -> str:
        return f"clock {self.deadline_id}"


class IdentityPaper(models.Model):
    """A copy of a party's identity card, licence or certificate of the legal representative (登记 6), handed in by its own side and shown to nobody else but the court."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"identity paper {self.pk}"
