"""Who may do the court's deeds: its clerks here, or the court's own system."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.rules import is_clerk
from courtlink.actions.deliver import locked
from courtlink.kinds import Adapter
from courtlink.models import Filing
from courtlink.reads import court_of
from mediation.people.roles import SYSTEM
from mediation.refusals import WrongMoment, WrongPerson


def locked_for(filing_id: int, by: Any) -> Filing:
    """The filing for whoever may decide on it now: nobody else has it in hand."""
    filing = at_this_court(filing_id, by)
    refuse_meddling(filing, by=by)
    return filing


def at_this_court(filing_id: int, by: Any) -> Filing:
    """SYSTEM speaks for a court with a system of its own; its clerks do not decide a second time here."""
    filing = locked(filing_id)
    if by is SYSTEM:
        return filing
    if not is_clerk.test(by, filing.case):
        raise WrongPerson(_("Only the court that received this can decide on it."))
    if court_of(filing.case.court_id).adapter == Adapter.HTTP:
        raise WrongMoment(_("This court works in a system of its own. What is decided there appears here."))
    return filing


def refuse_meddling(filing: Filing, *, by: Any) -> None:
    """WrongMoment while a colleague has it in hand: it can be taken over openly, never decided in passing."""
    if by is not SYSTEM and filing.reviewer is not None and filing.reviewer_id != by.pk:
        raise WrongMoment(
            _("%(name)s has had this filing in hand since %(time)s. Take it over first if you go on with it.")
            % {"name": filing.reviewer.name, "time": f"{timezone.localtime(filing.reviewer_since):%m-%d %H:%M}"}
        )
