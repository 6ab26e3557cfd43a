"""Sides, audiences, answers, powers: who is at the table and what they say."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Answer(models.TextChoices):
    """What the respondent says to the invitation."""

    TALK = "talk", _("I am ready to talk")
    OFFER = "offer", _("I have a proposal")
    REFUSE = "refuse", _("I do not want mediation")
    HELP = "help", _("I need help or another time")


class Way(models.TextChoices):
    """How somebody said yes or no."""

    SELF = "self", _("On their own phone or computer")
    SPOKEN = "spoken", _("In person or by phone, to the person who entered it")
    WRITTEN = "written", _("In writing")


class Purpose(models.TextChoices):
    """What a consent is for (PIPL 13, 14, 23)."""

    ASSISTED = "assisted", _("That somebody at the centre enters the application for me")
    COURT = "court", _("That my data goes to the court with the papers I send")


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
