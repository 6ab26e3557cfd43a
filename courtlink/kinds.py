"""The words of the court link."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FilingKind(models.TextChoices):
    """What is asked of the court."""

    LAWSUIT = "lawsuit", _("Lawsuit")
    CONFIRMATION = "confirmation", _("Judicial confirmation")
    ENFORCEMENT = "enforcement", _("Enforcement")


class FilingState(models.TextChoices):
    """Where a filing stands (domain table 6.4)."""

    DRAFT = "draft", _("Being prepared")
    SEALED = "sealed", _("Signed and sealed")
    SUBMITTED = "submitted", _("Sent to the court")
    FAILED = "failed", _("Could not be delivered to the court")
    RECEIVED = "received", _("Received by the court")
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
    ENFORCEMENT = "enforcement_application", _("Application for enforcement")
    POWER = "power_of_attorney", _("Power of attorney, or proof of guardianship")
    FACTS = "undisputed_facts", _("Record of undisputed facts")
    PRESIDED = "presided_proof", _("Proof that the organisation presided")
    IDENTITY = "identity_paper", _("Identity paper")


class Role(models.TextChoices):
    """What a document is in its package (ECF: lead and connected documents)."""

    LEAD = "lead", _("Asks something of the court")
    CONNECTED = "connected", _("Supports it")


class ReturnReason(models.TextChoices):
    """Why a document goes back (登记 7): the codes of the rules in `courtlink.precheck`, one for one."""

    MISSING_ID = "missing_id", _("Identity number missing or wrong")
    MISSING_ID_COPY = "missing_id_copy", _("Copy of the identity paper missing")
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
    UNSEALED_AGREEMENT = "unsealed_agreement", _("The agreement is not in writing, signed and sealed, or not confirmed")
    WINDOW_OVER = "window_over", _("The period for the application is over")
    UNPRINTABLE = "unprintable", _("A sign in it cannot be printed")
    ILLEGIBLE = "illegible", _("Not legible")


class RejectReason(models.TextChoices):
    """Why a filing is refused (CPL 122, 127; 解释 355)."""

    NOT_COURT = "not_court", _("Not a matter for the courts")
    NOT_THIS_COURT = "not_this_court", _("Not a matter for this court")
    ARBITRATION = "arbitration", _("Arbitration comes first")
    NO_INTEREST = "no_interest", _("No direct interest")
    EXCLUDED = "excluded", _("The law excludes judicial confirmation here")
    LATE = "late", _("The period is over")


class RefusalGround(models.TextChoices):
    """Why a court does not confirm an agreement (解释 358)."""

    MANDATORY_LAW = "mandatory_law", _("It breaks a rule of the law that nobody can set aside")
    PUBLIC_INTEREST = "public_interest", _("It harms the state, the public or somebody else")
    PUBLIC_ORDER = "public_order", _("It offends public order or good morals")
    AGAINST_WILL = "against_will", _("It was not made of free will")
    UNCLEAR_TERMS = "unclear_terms", _("What is to be done is not clear enough")
    OTHER = "other_ground", _("Another reason for which it cannot be confirmed")


class DeemedReason(models.TextChoices):
    """Why an application counts as taken back (解释 357)."""

    ABSENT = "absent", _("Did not come when called")
    NOT_SUPPLIED = "not_supplied", _("Did not supply what was asked for in time")


class Result(models.TextChoices):
    """How a court ended a matter that it had accepted (domain table of kinds, 6.4)."""

    CONFIRMED = "confirmed", _("The agreement is valid")
    REFUSED = "refused", _("Confirmation was refused")
    JUDGMENT = "judgment", _("There is a judgment")
    STATEMENT = "statement", _("The court's mediation statement")
    SUIT_WITHDRAWN = "suit_withdrawn", _("The suit was withdrawn")
    ENFORCED = "enforced", _("Enforced")
    NOT_ENFORCED = "not_enforced", _("Could not be enforced now")


class HearingKind(models.TextChoices):
    """What a date at the court is for."""

    HEARING = "hearing", _("Hearing")
    PRETRIAL = "pretrial", _("Meeting before the hearing")
    INQUIRY = "inquiry", _("Inquiry")
    ENFORCEMENT = "enforcement", _("Talk about enforcement")


class HearingNews(models.TextChoices):
    """What people hear about a date at the court; the value is also the name of the text and of the Step."""

    SET = "hearing_set", _("A date at the court is set")
    MOVED = "hearing_moved", _("The date at the court was moved")
    CANCELLED = "hearing_cancelled", _("The date at the court was cancelled")


class BridgeAction(models.TextChoices):
    """What a list that comes back from an intranet may ask for."""

    RECEIVED = "received", _("taken to review")
    ACCEPTED = "accepted", _("accept")
    RETURNED = "returned", _("return for correction")
    REJECTED = "rejected", _("reject")
    DECIDED = "decided", _("enter the decision")
    HEARING = "hearing", _("set a date")
    HEARING_CANCELLED = "hearing_cancelled", _("cancel a date")


class Outcome(models.TextChoices):
    """What becomes of a row of such a list."""

    WILL = "will", _("will be done")
    DONE = "done", _("done")
    ALREADY = "already", _("already so")
    REFUSED = "refused", _("refused")


class Adapter(models.TextChoices):
    """How papers reach a court."""

    INBOX = "inbox", _("The clerks' pages here")
    HTTP = "http", _("The court's own system")


class Direction(models.TextChoices):
    """Who called whom."""

    OUT = "out", _("We called")
    IN = "in", _("The court called")


class Operation(models.TextChoices):
    """What a call was about."""

    SUBMIT = "submit", _("Deliver")
    CHECK = "check", _("Dry run")
    STATUS = "status", _("Ask where it stands")
    EVENTS = "events", _("Ask what happened")
    WITHDRAW = "withdraw", _("Take back")
    CALLBACK = "callback", _("Callback")


class Trouble(models.TextChoices):
    """Why a call brought nothing."""

    SILENCE = "silence", _("No answer")
    ADDRESS = "address", _("An address that we do not call")
    BUSY = "busy", _("The court asks to come later")
    REFUSED = "refused", _("The court does not take it")
    CONFLICT = "conflict", _("The court holds other papers under this number")
    UNREADABLE = "unreadable", _("The court's answer cannot be read")
    UNKNOWN = "unknown", _("The court does not know these papers")


class Drift(models.TextChoices):
    """Where our record and the court's differ and nobody but a person can say which is right."""

    OTHER_HASH = "other_hash", _("The court holds another package")
    UNKNOWN_THERE = "unknown_there", _("The court does not know these papers any more")
    OTHER_STATE = "other_state", _("The court says that they stand elsewhere")
    STRANGE_EVENT = "strange_event", _("The court reported something that cannot follow here")
    RETURNED_TWICE = "returned_twice", _("The court returned a corrected filing again")
    NOT_TAKEN_BACK = "not_taken_back", _("The court did not take the withdrawal")
