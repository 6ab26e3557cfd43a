"""What a court would say of an application for enforcement: nothing claimed, sums that cannot be, nothing that can be enforced, the period."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases import clock
from cases.models import Period
from cases.reads.agreement import can_be_enforced
from cases.reads.calendar import calendar
from courtlink.enforcement import Claim, claims_of
from courtlink.precheck.submission import Fault, Submission


def nothing_claimed(papers: Submission) -> Iterator[Fault]:
    """A concrete amount or deed (执行工作若干规定 16)."""
    if not _asked(papers):
        yield Fault("claims", _("Tick at least one obligation that was not kept."))


def wrong_sums(papers: Submission) -> Iterator[Fault]:
    """What is still open lies within what was agreed; pay for the delay stands in the agreement."""
    for claim in _asked(papers):
        if claim.duty.amount and (claim.left_yuan is None or not 0 < claim.left_yuan <= claim.duty.amount):
            yield Fault(f"left_{claim.duty.pk}", _("Write what is still open: a sum of at most %(amount)s yuan.") % {"amount": f"{claim.duty.amount:.2f}"})
        if claim.late and claim.late_yuan is None:
            yield Fault(f"late_{claim.duty.pk}", _("Please write an amount in yuan, as 3400.00."))
        elif claim.late_yuan and not claim.duty.if_late:
            yield Fault(f"late_{claim.duty.pk}", _("The agreement says nothing about being late. Leave this empty; the law's own interest can be ticked below."))


def not_enforceable(papers: Submission) -> Iterator[Fault]:
    """Only what a court or a notary gave force is enforced (CPL 206; 解释 460)."""
    if not can_be_enforced(papers.case):
        yield Fault("agreement", _("Only an agreement that a court confirmed can be enforced, and only while it is not kept."))


def period_over(papers: Submission) -> Iterator[Fault]:
    """Two years from the last day agreed (CPL 250)."""
    agreement = papers.case.present_agreement
    last = max((duty.due_on for duty in agreement.obligations.all()), default=None) if agreement else None
    if last is None:
        return
    period = Period.objects.on(papers.day).get(code="T-ENF")
    if (papers.first or papers.at) >= clock.due(clock.midnight(last), period.length(), calendar()):
        yield Fault(
            "window",
            _("The period for enforcement ended on %(day)s. Online no application is taken any more; please ask at the court's window.")
            % {"day": clock.last_day(last, period.length(), calendar())},
        )


def _asked(papers: Submission) -> list[Claim]:
    return [claim for claim in claims_of(papers.case, papers.party, papers.words) if claim.asked]
