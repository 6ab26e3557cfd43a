"""Models of the court link."""

from courtlink.models.answer import AnswerRow, AnswerSheet
from courtlink.models.desk import Feedback, Glance
from courtlink.models.filing import Filing, FilingClock, FilingConsent, FilingDocument, FilingQuerySet, IdentityPaper
from courtlink.models.hearing import Hearing, Slot
from courtlink.models.line import Comparison, Court, Exchange

__all__ = [
    "AnswerRow",
    "AnswerSheet",
    "Comparison",
    "Court",
    "Exchange",
    "Feedback",
    "Filing",
    "FilingClock",
    "FilingConsent",
    "FilingDocument",
    "FilingQuerySet",
    "Glance",
    "Hearing",
    "IdentityPaper",
    "Slot",
]
