"""Docket numbers, and the window of the joint application."""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from cases import clock
from cases.models import Case, Period
from cases.reads.calendar import calendar
from courtlink.kind_table import row_of

# 《关于人民法院案件案号的若干规定》. “…字第12号” is a committee's file number, never a docket number.
DOCKET = re.compile(r"^[(\uFF08](\d{4})[)\uFF09](?!.*字第)(最高法|[\u4e00-\u9fa5]\d{2,4}|[\u4e00-\u9fa5])([\u4e00-\u9fa5]{1,6})(\d{1,9})号$", re.ASCII)


def window_closed(case: Case, *, first: datetime | None, at: datetime) -> bool:
    """Is the time to apply for confirmation over (30 days from effect, PML 33; CPL 205)? The first submission counts."""
    agreement = case.present_agreement
    if agreement is None or agreement.effective_at is None:
        return True
    row = Period.objects.on(agreement.effective_at.date()).get(code="T-CONF30")
    return (first or at) >= clock.due(agreement.effective_at, row.length(), calendar())


def docket_parts(number: str) -> tuple[str, str, str, str] | None:
    """Year, court, type and serial of a docket number, or None when it is not one."""
    found = DOCKET.match(number.strip())
    return found.groups() if found else None  # type: ignore[return-value]


def wrong_docket(number: str, kind: str) -> str:
    """Say what is wrong with a docket number for this kind of filing, or nothing."""
    parts = docket_parts(number)
    if parts is None:
        return _("This is not a docket number. Example: (2026)浙0108%(type)s123号") % {"type": row_of(kind).docket_type}
    if parts[2] != row_of(kind).docket_type:
        return _("This number is of another type of case; %(type)s is needed here.") % {"type": row_of(kind).docket_type}
    return ""
