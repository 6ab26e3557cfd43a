"""Words of the room: who sits in it, how it is held, how it ends. A leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeatRole(models.TextChoices):
    """As what a person sits in a sitting (席位)."""

    PARTY = "party", _("Party")
    AGENT = "agent", _("Representative")
    MEDIATOR = "mediator", _("Mediator")
    CO_MEDIATOR = "co_mediator", _("Second mediator")
    JUDGE = "judge", _("Assisting judge")
    INTERPRETER = "interpreter", _("Interpreter")
    COMPANION = "companion", _("Companion")
    OBSERVER = "observer", _("Observer")


class Mode(models.TextChoices):
    """Where a sitting is held; both kinds are booked, minuted and signed alike."""

    ONLINE = "online", _("Online")
    OFFLINE = "offline", _("At the centre")


class Outcome(models.TextChoices):
    """How a sitting ended."""

    AGREED = "agreed", _("The sides agreed")
    FAILED = "failed", _("No agreement")
    ADJOURNED = "adjourned", _("To be continued at another time")


class BookingState(models.TextChoices):
    """Where a booking stands. A proposal holds nothing; only what is fixed or held takes people and places."""

    PROPOSED = "proposed", _("Proposed")
    FIXED = "fixed", _("Fixed")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Need(models.TextChoices):
    """What has to be arranged for a party before a sitting."""

    INTERPRETER = "interpreter", _("An interpreter, sign language too")
    COMPANION = "companion", _("Somebody I trust comes along")
    ACCESS = "access", _("A room without steps")
    APART = "apart", _("I do not want to be in one room with the other side")


class WhyOff(models.TextChoices):
    """Why a booking came to nothing."""

    ILL = "ill", _("Illness")
    WORK = "work", _("Work or an appointment that cannot be moved")
    TRAVEL = "travel", _("Cannot travel that day")
    PREPARE = "prepare", _("More time to prepare is needed")
    CENTRE = "centre", _("The centre cannot hold it")
    OTHER = "other", _("Another reason")
    REPLACED = "replaced", _("Other times were proposed")
    UNSUITABLE = "unsuitable", _("Did not suit")
    MISSED = "missed", _("Did not take place")
    ENDED = "ended", _("The mediation ended or has another mediator")


class Reader(models.TextChoices):
    """Whose numbering of the talk a person has; "joint" reads only what was said to everybody."""

    MEDIATOR = "mediator", _("Mediator")
    APPLICANT = "applicant", _("Applicant")
    RESPONDENT = "respondent", _("Respondent")
    JOINT = "joint", _("Guest of both sides")


class Rung(models.TextChoices):
    """How somebody takes part now: the ladder of one sitting."""

    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Sound only")
    TEXT = "text", _("In writing")
    PHONE = "phone", _("By telephone")


class Engine(models.TextChoices):
    """What carries voice and picture: from browser to browser, or through a forwarding unit."""

    MESH = "mesh", _("Directly between the people")
    SFU = "sfu", _("Through the media server")


class Recorded(models.TextChoices):
    """Whether a sitting is being recorded; while the mediator talks with one side alone it never is."""

    ON = "on", _("Being recorded")
    PAUSED = "paused", _("The recording pauses")


class Quality(models.TextChoices):
    """How good somebody's line is, as measured by their browser."""

    GOOD = "good", _("Good")
    WEAK = "weak", _("Weak")
    BAD = "bad", _("Bad")


OWN_ROLES = (SeatRole.PARTY, SeatRole.AGENT)  # who need not be let in
LEADERS = (SeatRole.MEDIATOR, SeatRole.CO_MEDIATOR)
SOUNDING = (Rung.VIDEO, Rung.AUDIO)  # who takes part with voice or picture
TAKEN = (BookingState.FIXED, BookingState.HELD)  # what takes people and places
REASONS_TO_CANCEL = (WhyOff.ILL, WhyOff.WORK, WhyOff.TRAVEL, WhyOff.PREPARE, WhyOff.CENTRE, WhyOff.OTHER)  # what people choose from
