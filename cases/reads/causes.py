"""Which causes of action (案由) are usual in a kind of dispute."""

from datetime import date

from cases.models import Cause, DisputeCause, DisputeType


def usual_causes(kind: DisputeType, *, on: date) -> list[Cause]:
    """The causes on a day, the most usual one first; the court decides which it is."""
    return [row.cause for row in DisputeCause.objects.on(on).filter(dispute_type=kind).select_related("cause")]
