"""Attempts, their mediators and their time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Disclosure(models.TextChoices):
    """What a mediator must say before accepting (规则 13; 特邀 15)."""

    NONE = "none", _("I have no relation to the case or to anybody in it")
    RELATIVE = "relative", _("I am a party, or close family of a party or of a representative")
    INTEREST = "interest", _("I have an interest in the outcome")
    OTHER = "other", _("There is another relation that could touch my fairness")


class Override(models.TextChoices):
    """Why somebody else than the suggested mediator is named."""

    WISH = "wish", _("The parties wish it")
    KNOWS = "knows", _("Knows the matter or the people, without a conflict")
    AWAY = "away", _("The suggested one is away")
    TRAINING = "training", _("Mediates together with somebody experienced")
    OTHER = "other", _("Another reason")


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


class PauseReason(models.TextChoices):
    """Why a clock stands still. Only what a statute names stops a legal clock (规则 26; 医疗条例 38)."""

    APPRAISAL = "appraisal", _("Waiting for the appraisal")
    JOINED = "joined", _("Gone on with in another case")
