"""The tables of a case."""

from cases.models.agents import Agent, Attendant
from cases.models.agreement import Agreement, Obligation, Signature
from cases.models.case import Case
from cases.models.consent import Consent
from cases.models.deadline import Deadline, Pause
from cases.models.erasure import Erasure
from cases.models.evidence import Evidence
from cases.models.handover import Handover, HandoverItem
from cases.models.inquiry import Inquiry
from cases.models.intake import IdempotencyKey, Intake
from cases.models.jurisdiction import Court, Jurisdiction, Point, Proceeding
from cases.models.limits import LegalLimit, legal_limit
from cases.models.mediators import Choice, Contact, Extension, Objection, Waiver
from cases.models.paper import Paper
from cases.models.party import Party, Reply
from cases.models.reasons import Reason, reasons_on
from cases.models.reference import Advice, Cause, CourtFee, DisputeCause, DisputeType, LoanPrimeRate, Period, PlannedYear, RetentionRule, RoundPolicy, StatisticsType, WorkDay
from cases.models.roll import Roll, RollRow
from cases.models.round import Round
from cases.models.sender import Sender, Ticket
from cases.models.step import Step
from cases.models.tally import DayTally, Happening, Tally
from cases.models.undisputed import FactAnswer, UndisputedFact
from cases.models.visit import Visit
from cases.models.wording import Wording

__all__ = [
    "Advice",
    "Agent",
    "Agreement",
    "Attendant",
    "Case",
    "Cause",
    "Choice",
    "Consent",
    "Contact",
    "Court",
    "CourtFee",
    "DayTally",
    "Deadline",
    "DisputeCause",
    "DisputeType",
    "Erasure",
    "Evidence",
    "Extension",
    "FactAnswer",
    "Handover",
    "HandoverItem",
    "Happening",
    "IdempotencyKey",
    "Inquiry",
    "Intake",
    "Jurisdiction",
    "LegalLimit",
    "LoanPrimeRate",
    "Objection",
    "Obligation",
    "Paper",
    "Party",
    "Pause",
    "Period",
    "PlannedYear",
    "Point",
    "Proceeding",
    "Reason",
    "Reply",
    "RetentionRule",
    "Roll",
    "RollRow",
    "Round",
    "RoundPolicy",
    "Sender",
    "Signature",
    "StatisticsType",
    "Step",
    "Tally",
    "Ticket",
    "UndisputedFact",
    "Visit",
    "Waiver",
    "Wording",
    "WorkDay",
    "legal_limit",
    "reasons_on",
]
