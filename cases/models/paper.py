"""Papers that were made and sealed: a file, its kind, its hash."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.kinds import Audience
from mediation.vault.models import StoredFile
from mediation.walls import append_only


class PaperKind(models.TextChoices):
    """Kinds of papers (domain table 3)."""

    RECEIPT = "receipt", _("Receipt of the application")
    AGREEMENT = "agreement", _("Mediation agreement")
    CERTIFICATE = "certificate", _("Certificate that mediation ended")
    COMPLAINT = "complaint", _("Complaint")
    EVIDENCE_LIST = "evidence_list", _("List of evidence")
    SERVICE_ADDRESS = "service_address", _("Confirmed address for service")
    RULING = "ruling", _("Court ruling")
    COURT_STATEMENT = "court_statement", _("Court mediation statement")
    NOTARISED_DEED = "notarised_deed", _("Notarised enforceable deed")
    ARBITRATION_NOTICE = "arbitration_notice", _("Notice that the arbitration commission accepted it")
    CONFIRMATION_APPLICATION = "confirmation_application", _("Application for judicial confirmation")


class Paper(models.Model):
    """A sealed paper. It never changes; a correction is a new version."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=28, choices=PaperKind.choices)
    version = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.ALL)
    made_at = models.DateTimeField()
    made_of = models.JSONField(default=dict)  # form, edition, fingerprint, wording (mediation.papers.forms.made_of); empty for what came from outside

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="paper_versions_are_unique", fields=["case", "kind", "version"])]
        triggers = append_only("case_paper")

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"
