"""What a court with a system of its own reports: taken over in the order of its numbers, by the deeds that its clerks would do here."""

import json
import re
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from cases import clock
from courtlink.actions import hearings, review
from courtlink.actions.deliver import QUEUE, locked, mark_drift, mark_submitted, receive
from courtlink.actions.exchanges import port_of
from courtlink.actions.take_back import deem_withdrawn
from courtlink.adapters.port import Appointment, Event
from courtlink.flow import way_to
from courtlink.kinds import DeemedReason, Direction, Drift, FilingState, Operation
from courtlink.models import Exchange, Filing
from mediation.people.roles import SYSTEM
from mediation.refusals import Refusal

S = FilingState
REF = re.compile(r"^[0-9A-Z]{20}$", re.ASCII)
# What a court may still report of earlier days: nothing is to be done.
BEHIND = {
    S.UNDER_REVIEW: (S.RECEIVED,),
    S.ACCEPTED: (S.RECEIVED, S.UNDER_REVIEW),
    S.DECIDED: (S.RECEIVED, S.UNDER_REVIEW, S.ACCEPTED),
    S.RETURNED: (S.RECEIVED, S.UNDER_REVIEW),
    S.REJECTED: (S.RECEIVED, S.UNDER_REVIEW),
    S.WITHDRAWN: (S.RECEIVED, S.UNDER_REVIEW, S.RETURNED, S.REJECTED),
}


@transaction.atomic
def hear(ident: str, body: bytes, *, court_id: int) -> bool:
    """Keep a callback that was signed by this court, with the job that asks for the details. The same message again changes nothing; return whether it is ours."""
    said = _thin(body)
    filing = Filing.objects.filter(ref=said.get("filing", ""), case__court=court_id).exclude(state=S.DRAFT).first()
    if filing is None:
        return False
    words = body.decode(errors="replace").replace("\0", "")
    row = {"filing": filing, "direction": Direction.IN, "operation": Operation.CALLBACK, "message_id": f"in:{court_id}:{ident}", "body_sha256": sha256(body).hexdigest()}
    try:
        with transaction.atomic():
            Exchange.objects.create(**row, words=words, status=202, at=clock.now(), answered_at=clock.now())
    except IntegrityError:
        return True
    number = said.get("event")
    if not isinstance(number, int) or number > filing.court_event:  # a late one tells nothing new
        plan(filing)
    return True


def plan(filing: Filing) -> None:
    """Have the court asked what happened."""
    app.configure_task("courtlink.catch_up", lock=f"filing:{filing.pk}:events", queue=QUEUE).defer(filing=filing.pk)


def catch_up(filing_id: int) -> int:
    """Ask for everything since the last event that was taken over, so that no gap stays; return how many were new. Raises CourtTrouble."""
    filing = Filing.objects.select_related("case__court").get(pk=filing_id)
    return take_over(filing_id, port_of(filing).events(filing.ref, after=filing.court_event))


@transaction.atomic
def take_over(filing_id: int, events: list[Event]) -> int:
    """Apply them in order, each once; stop at a gap, which the next question fills."""
    filing, new = locked(filing_id), 0
    for event in events:
        if event.number <= filing.court_event:
            continue
        if event.number != filing.court_event + 1:
            break
        if wrong := _apply(filing, event):
            mark_drift(filing.pk, wrong)
        Filing.objects.filter(pk=filing.pk).update(court_event=event.number, compared_at=clock.now())
        filing, new = locked(filing_id), new + 1
    return new


def _apply(filing: Filing, event: Event) -> Drift | None:
    """Do what the court has done; what cannot follow here is left to people."""
    if event.appointment is not None:
        return _date(filing, event.appointment)
    if filing.state == event.state or event.state in BEHIND.get(S(filing.state), ()):
        return None
    way = way_to(filing.state, event.state)
    if not way:
        return Drift.NOT_TAKEN_BACK if filing.state == S.WITHDRAWN else Drift.STRANGE_EVENT
    try:
        with transaction.atomic():
            for state in way:
                _step(filing, state, event)
    except Refusal:
        return Drift.STRANGE_EVENT
    return Drift.RETURNED_TWICE if event.state == S.RETURNED and filing.revises_id else None


def _date(filing: Filing, said: Appointment) -> Drift | None:
    try:
        hearings.take_over(filing.pk, said)
    except Refusal:
        return Drift.STRANGE_EVENT
    return None


def _step(filing: Filing, state: str, event: Event) -> None:
    match state:
        case S.SUBMITTED:
            mark_submitted(locked(filing.pk))
        case S.RECEIVED:
            receive(locked(filing.pk), by=SYSTEM)
        case S.UNDER_REVIEW:
            review.take(filing.pk, by=SYSTEM)
        case S.ACCEPTED:
            review.accept(filing.pk, by=SYSTEM, docket_number=event.docket_number)
        case S.RETURNED:
            named = {row.path: (row.code, row.sentence) for row in event.objections}
            reasons = {document.pk: named[document.path] for document in filing.documents.all() if document.path in named}
            review.send_back(filing.pk, by=SYSTEM, reasons=reasons, remark=event.remark)
        case S.REJECTED:
            review.reject(filing.pk, by=SYSTEM, reason=event.reason, remark=event.remark)
        case S.DECIDED:
            review.decide(filing.pk, by=SYSTEM, result=event.result, ground=event.reason, remark=event.remark)
        case S.WITHDRAWN:
            deem_withdrawn(filing.pk, by=SYSTEM, reason=event.reason if event.reason in DeemedReason.values else "")


def _thin(body: bytes) -> dict[str, Any]:
    """{"type", "timestamp", "data": {"filing", "court_ref", "event"}}, or nothing."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    data = said.get("data") if isinstance(said, dict) else None
    return data if isinstance(data, dict) and isinstance(data.get("filing"), str) and REF.match(data["filing"]) else {}
