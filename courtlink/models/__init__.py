"""Models of the court link."""

from courtlink.models.desk import Feedback, Glance
from courtlink.models.filing import Filing, FilingClock, FilingConsent, FilingDocument, FilingQuerySet
from courtlink.models.line import Comparison, Court, Exchange

__all__ = ["Comparison", "Court", "Exchange", "Feedback", "Filing", "FilingClock", "FilingConsent", "FilingDocument", "FilingQuerySet", "Glance"]
