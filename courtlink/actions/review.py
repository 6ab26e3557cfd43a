"""The court's side: take, accept with a docket number, return once with reasons, reject, decide."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import court
from cases.actions.court import note_filing
from cases.rules import is_clerk
from courtlink.actions import court_clocks
from courtlink.actions.deliver import facts_of, locked, receive
from courtlink.checks import wrong_docket
from courtlink.flow import FILING_EDGES
from courtlink.kinds import Adapter, FilingKind, FilingState, RejectReason, Result, ReturnReason
from courtlink.models import Filing
from courtlink.precheck.table import rules_for
from courtlink.reads import court_of
from mediation.people.roles import SYSTEM
from mediation.refusals import Invalid, WrongMoment, WrongPerson


@transaction.atomic
def take(filing_id: int, *, by: Any) -> Filing:
    """A clerk takes a filing to review. What no job has handed over yet is received in the same moment (登记 2)."""
    filing = _locked(filing_id, by)
    if filing.state == FilingState.UNDER_REVIEW:
        return filing
    if filing.state == FilingState.SUBMITTED:
        receive(filing, by=by)
    _advance(filing, FilingState.UNDER_REVIEW)
    filing.save(update_fields=["state"])
    _note(filing, "filing_under_review", by=by)
    return filing


@transaction.atomic
def accept(filing_id: int, *, by: Any, docket_number: str) -> Filing:
    """Accept with the court's number; an accepted lawsuit makes the case filed (登记 8)."""
    filing = _locked(filing_id, by)
    _check_number(docket_number, filing.kind)
    _advance(filing, FilingState.ACCEPTED)
    filing.docket_number = docket_number.strip()
    filing.save(update_fields=["state", "docket_number"])
    _note(filing, "filing_accepted", by=by, law="CPL 126", docket=filing.docket_number)
    if filing.kind == FilingKind.LAWSUIT:
        court.court_filed(filing.case_id, docket_number=filing.docket_number, filing=filing.ref)
    court_clocks.begin_at_acceptance(filing, at=clock.now())
    return filing


@transaction.atomic
def decide_confirmation(filing_id: int, *, by: Any) -> Filing:
    """The ruling: the agreement is valid and can be enforced (CPL 206)."""
    filing = _locked(filing_id, by)
    if filing.kind != FilingKind.CONFIRMATION:
        raise WrongMoment(_("Only an application for confirmation is decided here."))
    _advance(filing, FilingState.DECIDED)
    filing.decided_at = clock.now()
    filing.save(update_fields=["state", "decided_at"])
    _note(filing, "filing_decided", by=by, law="CPL 206")
    court.confirmed(filing.case_id, docket_number=filing.docket_number, filing=filing.ref)
    return filing


@transaction.atomic
def record_decision(filing_id: int, *, by: Any, result: str) -> Filing:
    """What another system decided: a confirmed agreement can be enforced; everything else is kept and leaves the case where it is (move 27)."""
    filing = _locked(filing_id, by)
    if (filing.kind, result) == (FilingKind.CONFIRMATION, Result.CONFIRMED):
        return decide_confirmation(filing_id, by=by)
    if result not in Result.values or result == Result.CONFIRMED:
        raise Invalid(_("This is no result of such a filing."))
    _advance(filing, FilingState.DECIDED)
    filing.reason, filing.decided_at = result, clock.now()
    filing.save(update_fields=["state", "reason", "decided_at"])
    _note(filing, "filing_decided", by=by, result=result)
    return filing


@transaction.atomic
def send_back(filing_id: int, *, by: Any, reasons: dict[int, tuple[str, str]], remark: str = "") -> Filing:
    """Return for correction, once in a lineage, with a coded reason for each document concerned (登记 7)."""
    filing = _locked(filing_id, by)
    named = {pk: why for pk, why in reasons.items() if why[0]}
    if not named or any(code not in ReturnReason.values for code, _words in named.values()):
        raise Invalid(_("Please choose a reason for at least one document."))
    documents = list(filing.documents.filter(pk__in=named))
    if by is not SYSTEM and any(named[each.pk][0] not in [rule.code for rule in rules_for(each.kind)] for each in documents):
        raise Invalid(_("This reason is not one for this document."), code="wrong-reason")
    if filing.revises_id is not None and by is not SYSTEM:  # what another system has done is recorded as it is, and people are called
        raise WrongMoment(_("Papers are returned only once. Accept the corrected filing, or reject it with a reason."))
    _advance(filing, FilingState.RETURNED)
    for document in documents:
        document.review_reason, document.review_words = named[document.pk][0], named[document.pk][1][:300]
        document.save(update_fields=["review_reason", "review_words"])
    filing.reason, filing.remark, filing.decided_at = next(iter(named.values()))[0], remark[:1000], clock.now()
    filing.save(update_fields=["state", "reason", "remark", "decided_at"])
    _note(filing, "filing_returned", by=by, reason=filing.reason, law="登记 7")
    return filing


@transaction.atomic
def reject(filing_id: int, *, by: Any, reason: str, remark: str) -> Filing:
    """Refuse, with a coded reason and words (登记 9)."""
    filing = _locked(filing_id, by)
    if reason not in RejectReason.values or not remark.strip():
        raise Invalid(_("Please choose a reason and explain it in a sentence."))
    _advance(filing, FilingState.REJECTED)
    filing.reason, filing.remark, filing.decided_at = reason, remark[:1000], clock.now()
    filing.save(update_fields=["state", "reason", "remark", "decided_at"])
    _note(filing, "filing_rejected", by=by, reason=reason, law="登记 9")
    return filing


def _locked(filing_id: int, by: Any) -> Filing:
    """SYSTEM speaks for a court with a system of its own; its clerks do not decide a second time here."""
    filing = locked(filing_id)
    if by is SYSTEM:
        return filing
    if not is_clerk.test(by, filing.case):
        raise WrongPerson(_("Only the court that received this can decide on it."))
    if court_of(filing.case.court_id).adapter == Adapter.HTTP:
        raise WrongMoment(_("This court works in a system of its own. What is decided there appears here."))
    return filing


def _advance(filing: Filing, state: FilingState) -> None:
    if (filing.state, state) not in FILING_EDGES:
        raise WrongMoment(_("This filing is already at: %(state)s.") % {"state": filing.get_state_display()})
    filing.state = state
    if state != FilingState.UNDER_REVIEW:  # the court has done what its clock was for
        court_clocks.stop(filing, at=clock.now())


def _check_number(docket_number: str, kind: str) -> None:
    if wrong := wrong_docket(docket_number, kind):
        raise Invalid(wrong, fields={"docket_number": [wrong]})


def _note(filing: Filing, name: str, *, by: Any, reason: str = "", law: str = "", **more: str) -> None:
    note_filing(filing.case_id, name, by=by, role="clerk" if by is SYSTEM else "", reason=reason, law=law, facts=facts_of(filing) | more)
