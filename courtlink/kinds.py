"""The words of the court link."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FilingKind(models.TextChoices):
    """What is asked of the court."""

    LAWSUIT = "lawsuit", _("Lawsuit")
    CONFIRMATION = "confirmation", _("Judicial confirmation")


class FilingState(models.TextChoices):
    """Where a filing stands (domain table 6.4)."""

    DRAFT = "draft", _("Being prepared")
    SUBMITTED = "submitted", _("Sent to the court")
    UNDER_REVIEW = "under_review", _("Being reviewed by the court")
    ACCEPTED = "accepted", _("Accepted by the court")
    RETURNED = "returned", _("Returned for correction")
    REJECTED = "rejected", _("Rejected by the court")
    DECIDED = "decided", _("Decided by the court")
    WITHDRAWN = "withdrawn", _("Taken back")


class DocumentKind(models.TextChoices):
    """The only kinds that may enter a filing: the wall against confidential words (解释 107; 特邀 22)."""

    COMPLAINT = "complaint", _("Complaint")
    EVIDENCE = "evidence", _("Evidence")
    EVIDENCE_LIST = "evidence_list", _("List of evidence")
    SERVICE_ADDRESS = "service_address", _("Confirmed address for service")
    CERTIFICATE = "certificate", _("Certificate that mediation ended")
    AGREEMENT = "agreement", _("Mediation agreement")
    APPLICATION = "confirmation_application", _("Application for judicial confirmation")


class ReturnReason(models.TextChoices):
    """Why a document goes back (登记 7): the codes of the rules in `courtlink.precheck`, one for one."""

    MISSING_ID = "missing_id", _("Identity number missing or wrong")
    MISSING_ADDRESS = "missing_address", _("Address for service missing or unclear")
    MISSING_DEFENDANT = "missing_defendant", _("The defendant cannot be found with what is given")
    UNCLEAR_CLAIM = "unclear_claim", _("The claim is not concrete")
    UNCLEAR_FACTS = "unclear_facts", _("The facts are not clear")
    MISSING_ROW = "missing_row", _("A field that this form needs is empty or wrong")
    AMOUNT_DIFFERS = "amount_differs", _("Amount and claims do not agree")
    MISSING_EVIDENCE = "missing_evidence", _("Evidence or its source is missing")
    MISSING_AUTHORITY = "missing_authority", _("The paper that gives an agent authority is missing")
    WRONG_COURT = "wrong_court", _("Another court may be competent")
    LIMITATION = "limitation", _("The period of limitation may be over")
    EARLIER_AGREEMENT = "earlier_agreement", _("A confirmed agreement on this exists already")
    EXCLUDED_MATTER = "excluded_matter", _("The law names another way for this matter")
    INK_NEEDED = "ink_needed", _("This paper needs a signature by hand")
    UNSEALED_AGREEMENT = "unsealed_agreement", _("The agreement is not in writing, signed and sealed")
    WINDOW_OVER = "window_over", _("The period for the joint application is over")
    ILLEGIBLE = "illegible", _("Not legible")


class RejectReason(models.TextChoices):
    """Why a filing is refused (CPL 122, 127; 解释 355)."""

    NOT_COURT = "not_court", _("Not a matter for the courts")
    NOT_THIS_COURT = "not_this_court", _("Not a matter for this court")
    ARBITRATION = "arbitration", _("Arbitration comes first")
    NO_INTEREST = "no_interest", _("No direct interest")
    EXCLUDED = "excluded", _("The law excludes judicial confirmation here")
    LATE = "late", _("The period is over")


S = FilingState
FILING_STARTS = (S.DRAFT,)
FILING_EDGES = frozenset(
    {
        (S.DRAFT, S.SUBMITTED),
        (S.SUBMITTED, S.UNDER_REVIEW),
        (S.UNDER_REVIEW, S.ACCEPTED),
        (S.UNDER_REVIEW, S.RETURNED),
        (S.UNDER_REVIEW, S.REJECTED),
        (S.ACCEPTED, S.DECIDED),
        (S.DRAFT, S.WITHDRAWN),
        (S.SUBMITTED, S.WITHDRAWN),
        (S.UNDER_REVIEW, S.WITHDRAWN),
    }
)
FILING_ENDS = (S.RETURNED, S.REJECTED, S.DECIDED, S.WITHDRAWN)
OPEN = tuple(state for state in S if state not in FILING_ENDS)
