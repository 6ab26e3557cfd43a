"""What was agreed: clauses, obligations as rows, signatures over the hash of one frozen text."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.kinds import ClosedAs, EffectBasis, ObligationKind, Side
from cases.models.party import Party
from cases.models.round import Round
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.vault.models import StoredFile

SIGN_TEXT_VERSION = "2026-11"  # templates/cases/agreement.html: what a signer reads above the pad


class Agreement(models.Model):
    """One version. Frozen: the text has a hash. Signed: nothing changes any more; a change is a new version."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="agreements")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    facts_text = models.TextField(blank=True)  # 纠纷主要事实、争议事项 (PML 29)
    clauses = models.JSONField(default=list)  # [{"code", "text"}], numbered as written
    text_sha256 = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True)
    contract_on = models.DateField(null=True)  # of the loan, for the cap on interest (民间借贷 25)
    effective_at = models.DateTimeField(null=True)
    effect_basis = models.CharField(max_length=16, choices=EffectBasis.choices, blank=True)
    effect_number = models.CharField(max_length=64, blank=True)  # of the ruling, statement or deed
    superseded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="agreement_versions_are_unique", fields=["case", "version"]),
            models.CheckConstraint(name="a_frozen_agreement_has_a_hash", condition=Q(frozen_at=None) | ~Q(text_sha256="")),
            models.CheckConstraint(
                name="what_can_be_enforced_has_a_number",
                condition=~Q(effect_basis__in=[EffectBasis.RULING, EffectBasis.COURT_STATEMENT, EffectBasis.NOTARISED]) | ~Q(effect_number=""),
            ),
            models.CheckConstraint(
                name="an_effective_agreement_says_why",
                condition=Q(effective_at=None) | Q(frozen_at__isnull=False) & ~Q(effect_basis=""),
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk} v{self.version}"

    @property
    def is_superseded(self) -> bool:
        """Replaced by a newer version?"""
        return self.superseded_at is not None

    @property
    def is_frozen(self) -> bool:
        """Fixed for signing?"""
        return self.frozen_at is not None

    @property
    def is_enforceable(self) -> bool:
        """Confirmed by a court or notary (invariant 6 of the domain)?"""
        return self.effect_basis in (EffectBasis.RULING, EffectBasis.COURT_STATEMENT, EffectBasis.NOTARISED)

    def signed_parties(self) -> set[int | None]:
        """The parties whose signature holds."""
        return {s.party_id for s in self.signatures.all() if s.holds}


class Obligation(models.Model):
    """Who owes what to whom, how and by when: clear enough to be enforced (解释 358(5), 461)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="obligations")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ObligationKind.choices, default=ObligationKind.DO)
    debtor = models.CharField(max_length=12, choices=Side.choices)
    # One person of a side, where not the whole side owes or receives.
    debtor_party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    creditor_party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    account = EncryptedTextField(blank=True)  # where money goes
    what = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    how = models.CharField(max_length=120)
    due_on = models.DateField()
    grace_days = models.PositiveSmallIntegerField(default=0)
    if_late = models.CharField(max_length=200, blank=True)
    claimed_at = models.DateTimeField(null=True)  # the debtor says that it is done
    proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=12, choices=ClosedAs.choices, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"obligation {self.pk}"

    @property
    def is_closed(self) -> bool:
        """Done, waived or enforced?"""
        return self.closed_at is not None

    @property
    def is_overdue(self) -> bool:
        """Open after its day and the days of grace (to the Shanghai date)."""
        return not self.is_closed and self.due_on + timedelta(days=self.grace_days) < timezone.localdate()

    @property
    def masked_account(self) -> str:
        """The last four digits of the account."""
        return f"···{self.account[-4:]}" if self.account else ""

    @property
    def creditor(self) -> str:
        """The other side."""
        return Side.RESPONDENT if self.debtor == Side.APPLICANT else Side.APPLICANT


class Signature(models.Model):
    """A signing act: who, over which hash, checked how (电子签名法 13; domain table 2.8, level L2 without face check)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    signer = models.ForeignKey(User, models.PROTECT, related_name="+")  # who signed, or who entered a signature given on paper
    text_sha256 = models.CharField(max_length=64)
    drawing = EncryptedTextField(blank=True)  # PNG as a data URI
    drawing_sha256 = models.CharField(max_length=64, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # of the paper with the ink signature
    witness = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # the second pair of eyes
    text_version = models.CharField(max_length=16)  # of the consent the signer saw
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_signature_per_party", fields=["agreement", "party"], condition=Q(party__isnull=False)),
            models.UniqueConstraint(name="one_mediator_signature", fields=["agreement"], condition=Q(party=None)),
            models.CheckConstraint(name="signed_on_the_phone_or_on_paper", condition=Q(scan=None) & ~Q(drawing_sha256="") | Q(scan__isnull=False, drawing_sha256="")),
            models.CheckConstraint(name="a_witness_is_somebody_else", condition=Q(witness=None) | ~Q(witness=models.F("signer"))),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"

    @property
    def holds(self) -> bool:
        """Good as it stands: drawn by the signer, or on paper and seen by a second person."""
        return self.scan_id is None or self.witness_id is not None
