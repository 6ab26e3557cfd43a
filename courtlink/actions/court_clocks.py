"""The court's clocks for a filing (domain table 6.6): they begin with its receipt and its acceptance, remind and escalate, and decide nothing."""

import json
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from cases.actions import clocks
from cases.kinds import Turn
from cases.models import Deadline
from cases.reads.fee import court_fee
from courtlink.elements import money_of
from courtlink.kind_table import row_of
from courtlink.kinds import FilingKind
from courtlink.models import Filing, FilingClock

FEE = "T-FEE"


def begin_at_receipt(filing: Filing) -> None:
    """The court has it and must say whether it accepts it. A corrected filing has its own receipt, so its period is counted anew from the next day (move 22; 登记 8)."""
    for code in row_of(filing.kind).at_receipt:
        _start(filing, code, turn=Turn.CLERK, at=filing.received_at or timezone.now())


def begin_at_acceptance(filing: Filing, *, at: datetime) -> None:
    """The court has accepted it and must decide; whoever sues must pay the fee, when one falls due (费用 22)."""
    for code in row_of(filing.kind).at_acceptance:
        _start(filing, code, turn=Turn.CLERK, at=at)
    if filing.kind == FilingKind.LAWSUIT and _fee_of(filing, at) > 0:
        _start(filing, FEE, turn=Turn.APPLICANT, at=at)


def stop(filing: Filing, *, at: datetime) -> None:
    """The filing has gone on, or is over."""
    Deadline.objects.filter(pk__in=filing.clocks.values("deadline"), closed_at=None).update(closed_at=at, ring_at=None)


def _start(filing: Filing, code: str, *, turn: Turn, at: datetime) -> None:
    FilingClock.objects.create(filing=filing, deadline=clocks.start(filing.case, code, turn=turn, at=at))


def _fee_of(filing: Filing, at: datetime) -> Decimal:
    amount = money_of(json.loads(filing.words or "{}").get("amount", ""))
    return court_fee(amount or Decimal(0), timezone.localdate(at))
