"""Docket numbers, and the window of the joint application."""

import re
from datetime import datetime

from django.utils import timezone
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


def docket_example(kind: str, court_code: str, year: int) -> str:
    """What a docket number of this kind looks like at a court."""
    return f"({year}){court_code}{row_of(kind).docket_type}123号"


def wrong_docket(number: str, kind: str, *, court_code: str = "", years: tuple[int, int] | None = None) -> str:
    """Say what is wrong with a docket number for this kind of filing, or nothing. What a clerk types must also be of their court and of these years."""
    parts = docket_parts(number)
    if parts is None:
        year = years[1] if years else timezone.localdate(clock.now()).year
        return _("This is not a docket number. Example: %(example)s") % {"example": docket_example(kind, court_code or "浙0108", year)}
    if parts[2] != row_of(kind).docket_type:
        return _("This number is of another type of case; %(type)s is needed here.") % {"type": row_of(kind).docket_type}
    if court_code and parts[1] != court_code:
        return _("This number is of another court; ours begin with %(code)s.") % {"code": court_code}
    if years and not years[0] <= int(parts[0]) <= years[1]:
        return _("The year of this number cannot be right: the papers were filed in %(year)d.") % {"year": years[0]}
    return ""


def written_alike(number: str) -> str:
    """One way to write a docket number: half-width brackets, no blanks. Two ways would be two numbers to the database."""
    return re.sub(r"\s", "", number).replace("\uff08", "(").replace("\uff09", ")")
