"""Carry a sealed package to the court until it gives a receipt; what cannot be delivered is shown, and sent again at one press.

The call stands outside any transaction, and the court knows the package by its number: however often a worker dies
between "sent" and "marked", the next one asks again under the same number and gets the same receipt.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from cases import clock
from cases.actions.court import note_filing
from cases.actions.move import lock
from cases.kinds import Audience
from cases.models import Party
from cases.rules import is_clerk, is_dispatcher
from courtlink.actions import court_clocks
from courtlink.actions.exchanges import port_of
from courtlink.adapters.port import CourtTrouble, Parcel, Receipt
from courtlink.kind_table import PRIVATE
from courtlink.kinds import Adapter, Drift, FilingState, Trouble
from courtlink.models import Filing
from courtlink.precheck.table import findings
from courtlink.reads import court_of, papers_of
from mediation.outreach.webhooks import SCHEDULE, asked_wait
from mediation.people.roles import SYSTEM
from mediation.refusals import WrongMoment, WrongPerson
from mediation.vault.actions import plan_pages
from mediation.vault.reads import open_original

QUEUE = "court"


def plan(filing: Filing) -> None:
    """Have it carried by a job that commits with the deed. A job that comes twice finds another number and does nothing."""
    job = app.configure_task("courtlink.deliver", lock=f"filing:{filing.pk}:deliver", queue=QUEUE, schedule_at=filing.next_at)
    job.defer(filing=filing.pk, attempt=filing.attempts)


def deliver(filing_id: int, number: int) -> None:
    """Carry it once. `number` is how often it was tried before."""
    filing = Filing.objects.select_related("case__court", "package").get(pk=filing_id)
    if filing.state == FilingState.WITHDRAWN:  # taken back while an earlier worker carried it, which may have died at the court's door
        plan_withdrawal(filing, 0, clock.now())
    if filing.state != FilingState.SUBMITTED or filing.attempts != number or filing.package is None:
        return
    with open_original(filing.package) as file:
        parcel = Parcel(filing.ref, filing.package_sha256, file.read())
    try:
        receipt = port_of(filing).submit(parcel)
    except CourtTrouble as fault:
        _not_delivered(filing_id, number, fault)
    else:
        _delivered(filing_id, number, receipt)


def send_again(filing_id: int, *, by: Any) -> Filing:
    """The same sealed package under the same number, from the beginning of the schedule (K, A). Staff of the court or of the centre."""
    with transaction.atomic():
        filing = locked(filing_id)
        if not (is_clerk.test(by, filing.case) or is_dispatcher.test(by, filing.case)):
            raise WrongPerson(_("Only the court or the centre of this case can send it again."))
        if filing.state != FilingState.FAILED:
            raise elsewhere(filing)
        mark_submitted(filing)
        note(filing, "filing_resent", by=by)
        plan(filing)
    return filing


def mark_submitted(filing: Filing) -> None:
    """From what failed back to what is under way. The filing is locked."""
    filing.state, filing.tries, filing.trouble, filing.next_at = FilingState.SUBMITTED, 0, "", clock.now()
    filing.save(update_fields=["state", "tries", "trouble", "next_at"])


@transaction.atomic
def _delivered(filing_id: int, number: int, receipt: Receipt) -> None:
    filing = locked(filing_id)
    if filing.attempts != number:  # a job was handed on although its worker lived: the other one has noted it
        return
    filing.attempts, filing.trouble, filing.next_at, filing.court_ref = number + 1, "", None, receipt.court_ref
    filing.save(update_fields=["attempts", "trouble", "next_at", "court_ref"])
    if filing.state == FilingState.WITHDRAWN:
        plan_withdrawal(filing, 0, clock.now())
    elif filing.state == FilingState.SUBMITTED:
        receive(filing, by=SYSTEM)


def receive(filing: Filing, *, by: Any) -> None:
    """The court has it: the dated receipt is the Step (登记 2). The filing is locked. What its clerks will look at is got ready, and its clock begins."""
    filing.state, filing.received_at, filing.compared_at = FilingState.RECEIVED, clock.now(), clock.now()
    filing.open_points = len(findings(papers_of(filing)))
    filing.save(update_fields=["state", "received_at", "compared_at", "open_points"])
    for document in filing.documents.select_related("file"):
        plan_pages(document.file)
    court_clocks.begin_at_receipt(filing)
    note(filing, "filing_received", by=by, role="clerk" if by is SYSTEM else "", law="登记 2", court_ref=filing.court_ref)


@transaction.atomic
def _not_delivered(filing_id: int, number: int, fault: CourtTrouble) -> None:
    """Plan the next try, or give up and call people."""
    filing, now = locked(filing_id), clock.now()
    if filing.attempts != number or filing.state != FilingState.SUBMITTED:
        return
    filing.attempts, filing.tries, filing.trouble, filing.next_at = number + 1, filing.tries + 1, fault.trouble, None
    if fault.lasts or filing.tries >= len(SCHEDULE):
        filing.state = FilingState.FAILED
    else:
        filing.next_at = now + timedelta(seconds=max(SCHEDULE[filing.tries], asked_wait(fault.retry_after, now)))
    filing.save(update_fields=["attempts", "tries", "trouble", "next_at", "state"])
    if filing.next_at:
        plan(filing)
    else:
        note(filing, "filing_failed", by=SYSTEM, reason=filing.trouble)


def plan_withdrawal(filing: Filing, number: int, at: datetime) -> None:
    """Have the court told that the papers are taken back; the clerks' pages here know it already."""
    if filing.package_sha256 and court_of(filing.case.court_id).adapter == Adapter.HTTP:
        job = app.configure_task("courtlink.withdraw", lock=f"filing:{filing.pk}:withdraw", queue=QUEUE, schedule_at=at)
        job.defer(filing=filing.pk, attempt=number)


def withdraw(filing_id: int, number: int) -> None:
    """Tell the court once. Papers that it never had need no telling."""
    filing = Filing.objects.select_related("case__court").get(pk=filing_id)
    try:
        port_of(filing).withdraw(filing.ref)
    except CourtTrouble as fault:
        if fault.trouble == Trouble.UNKNOWN:
            return
        if fault.lasts or number + 1 >= len(SCHEDULE):
            mark_drift(filing_id, Drift.NOT_TAKEN_BACK)
        else:
            plan_withdrawal(filing, number + 1, clock.now() + timedelta(seconds=SCHEDULE[number + 1]))


@transaction.atomic
def mark_drift(filing_id: int, drift: Drift) -> bool:
    """Our record and the court's differ: say so once, and let people look."""
    filing = locked(filing_id)
    if filing.drift == drift:
        return False
    filing.drift = drift
    filing.save(update_fields=["drift"])
    note(filing, "filing_drift", by=SYSTEM, reason=drift)
    return True


def elsewhere(filing: Filing) -> WrongMoment:
    """The refusal of a deed that does not fit to where the filing stands now."""
    return WrongMoment(_("This filing is already at: %(state)s.") % {"state": filing.get_state_display()})


def locked(filing_id: int) -> Filing:
    """Lock the case first, then the filing, in this order everywhere."""
    lock(Filing.objects.values_list("case_id", flat=True).get(pk=filing_id))
    return Filing.objects.select_for_update(of=("self",)).select_related("case__court").get(pk=filing_id)


def note(filing: Filing, name: str, *, by: Any, role: str = "", reason: str = "", law: str = "", **more: Any) -> None:
    """Add to the story of the case what happened to a filing."""
    note_filing(filing.case_id, name, by=by, role=role, reason=reason, law=law, **told(filing, **more))


def told(filing: Filing, **more: Any) -> dict[str, Any]:
    """What a Step says of a filing, and to whom: of a private one only its own side reads it, and its own party is told."""
    facts = {"filing": filing.ref, "kind": filing.kind, "seq": filing.seq} | more
    filer = Party.objects.filter(pk__in=filing.consents.values("party")).first() if filing.kind in PRIVATE else None
    return {"facts": facts | {"party": filer.pk}, "audience": filer.side} if filer else {"facts": facts, "audience": Audience.ALL}
