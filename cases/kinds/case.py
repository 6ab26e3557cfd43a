"""Stages, colours, turns, channels: where a dispute stands and how it came in."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Colour(models.TextChoices):
    """The public colour of a code; a pure function of the stage."""

    YELLOW = "yellow", _("Yellow code")
    ORANGE = "orange", _("Orange code")
    BLUE = "blue", _("Blue code")
    RED = "red", _("Red code")
    GREEN = "green", _("Green code")
    GREY = "grey", _("Grey code")


class Stage(models.TextChoices):
    """Where a dispute stands (阶段)."""

    INTAKE = "intake", _("Applied, being checked")
    FIRST_MEDIATION = "first_mediation", _("First mediation")
    REFERRAL = "referral", _("On the way to a second mediation")
    SECOND_MEDIATION = "second_mediation", _("Second mediation")
    COURT_REGISTRATION = "court_registration", _("Being registered by the court")
    DIRECTED_MEDIATION = "directed_mediation", _("Mediation directed by the court")
    FAILED = "failed", _("Mediation failed; a lawsuit may be filed")
    FILED = "filed", _("The court has accepted the lawsuit")
    AGREED = "agreed", _("Settled by agreement")
    CONFIRMED = "confirmed", _("Agreement confirmed by the court")
    PERFORMED = "performed", _("Agreement performed")
    BREACHED = "breached", _("Agreement not kept")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Not admitted")
    TRANSFERRED = "transferred", _("Handed to another authority")


COLOUR_OF = {
    Stage.INTAKE: Colour.YELLOW,
    Stage.FIRST_MEDIATION: Colour.YELLOW,
    Stage.REFERRAL: Colour.ORANGE,
    Stage.SECOND_MEDIATION: Colour.ORANGE,
    Stage.COURT_REGISTRATION: Colour.BLUE,
    Stage.DIRECTED_MEDIATION: Colour.BLUE,
    Stage.FAILED: Colour.RED,
    Stage.FILED: Colour.RED,
    Stage.AGREED: Colour.GREEN,
    Stage.CONFIRMED: Colour.GREEN,
    Stage.PERFORMED: Colour.GREEN,
    Stage.BREACHED: Colour.GREEN,
    Stage.WITHDRAWN: Colour.GREY,
    Stage.DECLINED: Colour.GREY,
    Stage.TRANSFERRED: Colour.GREY,
}


class Turn(models.TextChoices):
    """Whose turn it is."""

    APPLICANT = "applicant", _("The applicant")
    RESPONDENT = "respondent", _("The respondent")
    PARTIES = "parties", _("Both parties")
    DISPATCHER = "dispatcher", _("The mediation centre")
    MEDIATOR = "mediator", _("The mediator")
    CLERK = "clerk", _("The court")
    NOBODY = "nobody", pgettext_lazy("turn", "Nobody: this is an end")


class Channel(models.TextChoices):
    """How a dispute came in (来源)."""

    QR = "qr", _("Scanned code")
    WEB = "web", _("Website")
    API = "api", _("Connected system")
    COURT = "court", _("Court")
    WINDOW = "window", _("Town window")
    HOTLINE = "hotline", _("Hotline 12345")
    POLICE = "police", _("Police 110")
    GRID = "grid", _("Grid worker")
    DEPARTMENT = "dept", _("Another department")
    FILE = "file", _("List")


# Whose systems may send us disputes.
SENDING = (Channel.HOTLINE, Channel.POLICE, Channel.DEPARTMENT, Channel.COURT)


class EffectBasis(models.TextChoices):
    """What makes an agreement effective (PML 29, 30; 特邀 24; CPL 100)."""

    WRITTEN = "written", _("Signed by all, mediator and seal")
    ORAL = "oral", _("Agreed orally and done on the spot")
    RULING = "ruling", _("Court ruling")
    COURT_STATEMENT = "court_statement", _("Court mediation statement")
    NOTARISED = "notarised_deed", _("Notarised enforceable deed")


class HoldReason(models.TextChoices):
    """Why a case is held: nobody signs or files meanwhile, and the clocks go on."""

    FALSE_MEDIATION = "false_mediation", _("Suspected false mediation")
    POLICE = "police", _("A matter with the police")


class ObligationKind(models.TextChoices):
    """What kind of deed is owed."""

    PAY = "pay", _("Pay money")
    DO = "do", _("Do something")
    REFRAIN = "refrain", _("Refrain from something")
    HAND_OVER = "hand_over", _("Hand something over")
    APOLOGISE = "apologise", _("Apologise")


class ClosedAs(models.TextChoices):
    """How an obligation came to its end."""

    PERFORMED = "performed", _("done")
    WAIVED = "waived", _("waived")
    ENFORCED = "enforced", _("enforced")
    SUPERSEDED = "superseded", _("replaced by a new version")
