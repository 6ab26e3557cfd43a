"""Why something ended without a result."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeclineReason(models.TextChoices):
    """Why an application is not admitted (domain table, move 3)."""

    NOT_CIVIL = "not_civil", _("Not a civil dispute")
    ALREADY_DECIDED = "already_decided", _("Already sued, arbitrated or decided")
    BARRED = "barred", _("The law does not allow mediation of this")
    NO_JURISDICTION = "no_jurisdiction", _("Another place is responsible")
    NO_INTEREST = "no_interest", _("The applicant is not concerned directly")
    REFUSED = "refused", _("The respondent refused from the start")
    STALE = "stale", _("No answer to our questions")


class TransferReason(models.TextChoices):
    """Why a case goes to another authority (domain table, move 4)."""

    POLICE = "police", _("Danger or a matter for the police")
    ARBITRATION = "arbitration", _("Labour arbitration comes first")
    PETITION = "petition", _("A petition to an authority")
    DISTRICT = "district", _("Another district is responsible")


class CourtReason(models.TextChoices):
    """Why the court does not direct a case to mediation (规则 9, 15)."""

    NOT_COURT = "not_court", _("Not a matter for the courts")
    NOT_THIS_COURT = "not_this_court", _("Not a matter for this court")
    NOT_ONLINE = "not_online", _("Not fit for online mediation")
    UNREACHABLE = "unreachable", _("A party could not be reached")
    ONE_REFUSES = "one_refuses", _("A party does not agree to mediation")


class SettledReason(models.TextChoices):
    """Why an applicant takes the application back."""

    SELF_SETTLED = "self_settled", _("We settled it among ourselves")
    NO_LONGER = "no_longer", _("I do not want to go on")
