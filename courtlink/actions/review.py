"""The court's side: take, accept with a docket number, return once with reasons, reject, decide."""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import court
from cases.models import reasons_on
from courtlink.actions import court_clocks
from courtlink.actions.claim import let_go, put_in_hand
from courtlink.actions.clerk import locked_for
from courtlink.actions.deliver import elsewhere, note, receive
from courtlink.actions.feedback import tell_committee
from courtlink.actions.hearings import drop_dates
from courtlink.checks import written_alike, wrong_docket
from courtlink.enforcement import claimed_duties
from courtlink.flow import FILING_EDGES, IN_HAND
from courtlink.kind_table import row_of
from courtlink.kinds import FilingKind, FilingState, RefusalGround, RejectReason, Result, ReturnReason
from courtlink.models import Filing
from courtlink.precheck.table import rules_for
from courtlink.reads import labels_of
from mediation.people.roles import SYSTEM
from mediation.refusals import Invalid, WrongMoment

LAW_OF = {Result.REFUSED: "解释 358", Result.ENFORCED: "解释 460", Result.NOT_ENFORCED: "CPL 268"}


@transaction.atomic
def take(filing_id: int, *, by: Any) -> Filing:
    """A clerk takes a filing in hand. What no job has handed over yet is received in the same moment (登记 2)."""
    filing = locked_for(filing_id, by)
    if filing.state == FilingState.SUBMITTED:
        receive(filing, by=by)
    if fresh := filing.state not in IN_HAND:
        _advance(filing, FilingState.UNDER_REVIEW)
    if fresh or filing.reviewer_id is None:
        put_in_hand(filing, by=by)
    filing.save(update_fields=["state", "reviewer", "reviewer_since"])
    if fresh:
        _note(filing, "filing_under_review", by=by)
    return filing


@transaction.atomic
def accept(filing_id: int, *, by: Any, docket_number: str) -> Filing:
    """Accept with the court's number; an accepted lawsuit makes the case filed (登记 8)."""
    filing = locked_for(filing_id, by)
    number = written_alike(docket_number)
    _check_number(number, filing, by=by)
    _advance(filing, FilingState.ACCEPTED)
    filing.docket_number = number
    if not row_of(filing.kind).decided_here:
        let_go(filing)
    filing.save(update_fields=["state", "docket_number", "reviewer", "reviewer_since"])
    _note(filing, "filing_accepted", by=by, law="CPL 126", docket=filing.docket_number)
    if filing.kind == FilingKind.LAWSUIT:
        court.court_filed(filing.case_id, docket_number=filing.docket_number, filing=filing.ref)
    court_clocks.begin_at_acceptance(filing, at=clock.now())
    return filing


@transaction.atomic
def decide(filing_id: int, *, by: Any, result: str, ground: str = "", remark: str = "") -> Filing:
    """How what was accepted ended. A confirmed agreement can be enforced (CPL 206), what was enforced is closed (解释 460); everything else leaves the case where it is (move 27).

    A refusal names its ground (解释 358) and goes back to whoever mediated (确认规定 12). Invalid without one, or for a result that does not fit.
    """
    filing = locked_for(filing_id, by)
    if result not in row_of(filing.kind).results:
        raise Invalid(_("This is no result of such a filing."))
    if result == Result.REFUSED:
        ground = _ground(ground, remark, by=by)
    filing.result = result
    _end(filing, FilingState.DECIDED, reason=ground if result == Result.REFUSED else "", remark=remark)
    _note(filing, "filing_decided", by=by, law=LAW_OF.get(Result(result), "CPL 206"), reason=filing.reason, result=result)
    if result == Result.CONFIRMED:
        court.confirmed(filing.case_id, docket_number=filing.docket_number, filing=filing.ref)
    elif result == Result.REFUSED:
        tell_committee(filing)
    elif result == Result.ENFORCED:
        court.enforced(filing.case_id, duties=claimed_duties(json.loads(filing.words or "{}")), filing=filing.ref)
    return filing


@transaction.atomic
def send_back(filing_id: int, *, by: Any, reasons: dict[int, tuple[str, str]], remark: str = "") -> Filing:
    """Return for correction, once in a lineage, with a coded reason for each document concerned (登记 7).

    A reason may name the row of the form that it is about: `missing_row:deposit`.
    """
    filing = locked_for(filing_id, by)
    named = {pk: (*why[0].partition(":")[::2], why[1]) for pk, why in reasons.items() if why[0]}
    if not named or any(code not in ReturnReason.values for code, _row, _words in named.values()):
        raise Invalid(_("Please choose a reason for at least one document."))
    documents, rows = list(filing.documents.filter(pk__in=named)), labels_of(filing)
    if by is not SYSTEM and any(named[each.pk][0] not in [rule.code for rule in rules_for(each.kind)] for each in documents):
        raise Invalid(_("This reason is not one for this document."), code="wrong-reason")
    if filing.revises_id is not None and by is not SYSTEM:  # what another system has done is recorded as it is, and people are called
        raise WrongMoment(_("Papers are returned only once. Accept the corrected filing, or reject it with a reason."))
    for document in documents:
        code, row, words = named[document.pk]
        document.review_reason, document.review_row, document.review_words = code, row if row in rows else "", words[:300]
        document.save(update_fields=["review_reason", "review_row", "review_words"])
    _end(filing, FilingState.RETURNED, reason=next(iter(named.values()))[0], remark=remark)
    _note(filing, "filing_returned", by=by, reason=filing.reason, law="登记 7")
    return filing


@transaction.atomic
def reject(filing_id: int, *, by: Any, reason: str, remark: str) -> Filing:
    """Refuse, with a coded reason and words (登记 9)."""
    filing = locked_for(filing_id, by)
    if reason not in RejectReason.values or not remark.strip():
        raise Invalid(_("Please choose a reason and explain it in a sentence."))
    _end(filing, FilingState.REJECTED, reason=reason, remark=remark)
    _note(filing, "filing_rejected", by=by, reason=reason, law="登记 9")
    if filing.kind == FilingKind.CONFIRMATION:
        tell_committee(filing)
    return filing


def _ground(ground: str, remark: str, *, by: Any) -> str:
    """The coded ground of a refusal; another court's may be missing or unknown here."""
    if by is SYSTEM:
        return ground if ground in RefusalGround.values else RefusalGround.OTHER
    offered = dict(reasons_on(RefusalGround, timezone.localdate(clock.now())))
    if ground not in offered or not remark.strip():
        raise Invalid(_("Please choose a reason and explain it in a sentence."))
    return ground


def _end(filing: Filing, state: FilingState, *, reason: str, remark: str) -> None:
    _advance(filing, state)
    filing.reason, filing.remark, filing.decided_at = reason, remark.strip()[:1000], clock.now()
    let_go(filing)
    filing.save(update_fields=["state", "result", "reason", "remark", "decided_at", "reviewer", "reviewer_since"])


def _advance(filing: Filing, state: FilingState) -> None:
    if (filing.state, state) not in FILING_EDGES:
        raise elsewhere(filing)
    filing.state = state
    if state != FilingState.UNDER_REVIEW:  # the court has done what its clock was for
        court_clocks.stop(filing, at=clock.now())
    drop_dates(filing)


def _check_number(number: str, filing: Filing, *, by: Any) -> None:
    """A court of its own system gives what number it likes, as long as it is one; the clerks here give those of their court."""
    ours: dict[str, Any] = {}
    if by is not SYSTEM and filing.first_submitted_at:
        ours = {"court_code": filing.case.court.court_code, "years": (timezone.localdate(filing.first_submitted_at).year, timezone.localdate(clock.now()).year)}
    wrong = wrong_docket(number, filing.kind, **ours)
    if not wrong and Filing.objects.filter(docket_number=number).exclude(pk=filing.pk).exists():
        wrong = _("This number was given to other papers already. Please check it.")
    if wrong:
        raise Invalid(wrong, fields={"docket_number": [wrong]})


def _note(filing: Filing, name: str, *, by: Any, reason: str = "", law: str = "", **more: str) -> None:
    note(filing, name, by=by, role="clerk" if by is SYSTEM else "", reason=reason, law=law, **more)
