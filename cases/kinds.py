"""The words of a case: stages, colours, sides, reasons. A leaf that everything may import."""

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


class Side(models.TextChoices):
    """Which side of the table a person sits on (当事人)."""

    APPLICANT = "applicant", _("Applicant")
    RESPONDENT = "respondent", _("Respondent")


class Audience(models.TextChoices):
    """Who may see a thing (可见范围)."""

    ALL = "all", _("Everybody in the case")
    APPLICANT = "applicant", _("The applicant's side and the mediator")
    RESPONDENT = "respondent", _("The respondent's side and the mediator")
    MEDIATOR = "mediator", _("The mediator only")


class PartyKind(models.TextChoices):
    """A natural person or an organisation."""

    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class Channel(models.TextChoices):
    """How a dispute came in (来源)."""

    QR = "qr", _("Scanned code")
    WEB = "web", _("Website")
    API = "api", _("Connected system")
    COURT = "court", _("Court")


class Answer(models.TextChoices):
    """What the respondent says to the invitation."""

    TALK = "talk", _("I am ready to talk")
    OFFER = "offer", _("I have a proposal")
    REFUSE = "refuse", _("I do not want mediation")
    HELP = "help", _("I need help or another time")


class Turn(models.TextChoices):
    """Whose turn it is."""

    APPLICANT = "applicant", _("The applicant")
    RESPONDENT = "respondent", _("The respondent")
    PARTIES = "parties", _("Both parties")
    DISPATCHER = "dispatcher", _("The mediation centre")
    MEDIATOR = "mediator", _("The mediator")
    CLERK = "clerk", _("The court")
    NOBODY = "nobody", pgettext_lazy("turn", "Nobody: this is an end")


class RoundKind(models.TextChoices):
    """One mediation attempt (特邀 11 for the last two)."""

    FIRST = "first", _("First mediation")
    SECOND = "second", _("Second mediation")
    DELEGATED = "delegated", _("Mediation delegated by the court before filing")
    ENTRUSTED = "entrusted", _("Mediation entrusted by the court after filing")


class RoundState(models.TextChoices):
    """Where an attempt stands."""

    PROPOSED = "proposed", _("Mediator to be chosen")
    AWAITING_MEDIATOR = "awaiting_mediator", _("Waiting for the mediator to accept")
    AWAITING_CONSENT = "awaiting_consent", _("Waiting for the parties' consent")
    SCHEDULING = "scheduling", _("Finding a time")
    IN_PROGRESS = "in_progress", _("In talks")
    PAUSED = "paused", _("Paused")
    SIGNING = "signing", _("Being signed")
    AGREED = "agreed", _("Agreed")
    FAILED = "failed", _("No agreement")
    EXPIRED = "expired", _("Time ran out")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ROUND_ENDS = (RoundState.AGREED, RoundState.FAILED, RoundState.EXPIRED, RoundState.WITHDRAWN)


class EndReason(models.TextChoices):
    """Why an attempt ended (规则 25)."""

    AGREED = "agreed", _("Agreement reached")
    SELF_SETTLED = "self_settled", _("Settled among themselves")
    UNREACHABLE = "unreachable", _("A party could not be reached")
    ONE_REFUSES = "one_refuses", _("A party does not want to go on")
    TOO_FAR_APART = "too_far_apart", _("The positions are too far apart")
    EXPIRED = "expired", _("The period ran out")
    REFUSED_TO_SIGN = "refused_to_sign", _("A party refused to sign")
    OTHER = "other", _("Another reason")


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


class PauseReason(models.TextChoices):
    """Why a clock stands still. Only what a statute names stops a legal clock (规则 26; 医疗条例 38)."""

    APPRAISAL = "appraisal", _("Waiting for the appraisal")


class Disclosure(models.TextChoices):
    """What a mediator must say before accepting (规则 13; 特邀 15)."""

    NONE = "none", _("I have no relation to the case or to anybody in it")
    RELATIVE = "relative", _("I am a party, or close family of a party or of a representative")
    INTEREST = "interest", _("I have an interest in the outcome")
    OTHER = "other", _("There is another relation that could touch my fairness")


class Ground(models.TextChoices):
    """Why a party wants another mediator (特邀 15; 规则 14)."""

    RELATIVE = "relative", _("Close family of somebody in the case")
    INTEREST = "interest", _("An interest in the outcome")
    RELATION = "relation", _("Another relation that could touch fairness")
    CONDUCT = "conduct", _("How the mediation is conducted")
    TRUST = "trust", _("I have no trust")


class Verdict(models.TextChoices):
    """What was decided about an objection."""

    OPEN = "open", _("Being decided")
    SUSTAINED = "sustained", _("Another mediator is named")
    OVERRULED = "overruled", _("The mediator stays")


class ContactChannel(models.TextChoices):
    """How somebody was tried to be reached."""

    PHONE = "phone", _("Phone call")
    TEXT = "text", _("Text message")
    VISIT = "visit", _("Visit")
    LETTER = "letter", _("Letter")
    SITTING = "sitting", _("Sitting")


class ContactOutcome(models.TextChoices):
    """What came of it. Not coming is noted, never punished (规则 15, 21)."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number or address")
    NO_SHOW = "no_show", _("Did not come")
    EXCUSED = "excused", _("Did not come, with a reason")


class AgentKind(models.TextChoices):
    """Who acts for a party (CPL 61; 解释 88)."""

    LAWYER = "lawyer", _("Lawyer")
    LEGAL_WORKER = "legal_worker", _("Legal worker")
    RELATIVE = "relative", _("Close relative")
    EMPLOYEE = "employee", _("Employee of the organisation")
    CITIZEN = "citizen", _("Person recommended by community or employer")
    GUARDIAN = "guardian", _("Guardian")


class AttendantKind(models.TextChoices):
    """Who takes part without being a party (PML 20)."""

    INTERPRETER = "interpreter", _("Interpreter")
    COMPANION = "companion", _("Companion")
    EXPERT = "expert", _("Expert")
    NEIGHBOUR = "neighbour", _("Relative, neighbour or colleague")


class RevealReason(models.TextChoices):
    """Why somebody looked at a number in full (PIPL 51; every look is on record)."""

    CALL = "call", _("To call this person")
    VISIT = "visit", _("To visit this person")
    IDENTITY = "identity", _("To check who this person is")
    SERVICE = "service", _("To serve a paper")


class HoldReason(models.TextChoices):
    """Why a case is held: nobody signs or files meanwhile, and the clocks go on."""

    FALSE_MEDIATION = "false_mediation", _("Suspected false mediation")
    POLICE = "police", _("A matter with the police")


class EffectBasis(models.TextChoices):
    """What makes an agreement effective (PML 29, 30; 特邀 24; CPL 100)."""

    WRITTEN = "written", _("Signed by all, mediator and seal")
    RULING = "ruling", _("Court ruling")
    COURT_STATEMENT = "court_statement", _("Court mediation statement")
    NOTARISED = "notarised_deed", _("Notarised enforceable deed")
