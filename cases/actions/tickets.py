"""A dispute that another system sends: one case for each number of its own, and what that system is told of it."""

import json
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.actions.entry import open_for_citizen
from cases.actions.intake import Application
from cases.kinds import COLOUR_OF, Stage, Way
from cases.models import Case, Sender, Step, Ticket
from cases.reads.progress import CLOSED
from mediation.crypto import blind_index
from mediation.outreach import webhooks
from mediation.refusals import Invalid, WrongMoment, WrongPerson

BECAME_OTHER = ("joined", "parted")  # the dispute goes on in another case, or alone again


@transaction.atomic
def receive(sender: Sender, *, reference: str, application: Application, way: str, said: Any) -> tuple[Ticket, bool]:
    """Open a case for a sender's number, or return the one that it is; also whether it is new.

    The citizen's consent is on record as the sender reports it (a written one stays with the sender), limitation is interrupted today
    (时效规定 12), clocks and texts are those of the window. Raises WrongPerson outside the area, Invalid, WrongMoment when the number was used
    for other words.
    """
    if not sender.centre.area.covers(application.area):
        raise WrongPerson(_("This system sends disputes of another area."))
    if way not in (Way.SPOKEN, Way.WRITTEN):
        raise Invalid(_("Please say how the citizen agreed."), fields={"way": [_("Please choose one.")]})
    fingerprint = blind_index(json.dumps(said, sort_keys=True, ensure_ascii=False, default=str), "ticket")
    if known := _known(sender, reference, fingerprint):
        return known, False
    try:
        with transaction.atomic():
            case = open_for_citizen(application, by=sender.user, way=way)
            return Ticket.objects.create(sender=sender, reference=reference, case=case, fingerprint=fingerprint, created_at=case.created_at), True
    except IntegrityError:
        if known := _known(sender, reference, fingerprint):  # a parallel request was faster; our case was never made
            return known, False
        raise


def report(step: Step, case: Case) -> None:
    """Tell the systems that sent this dispute, when it came in, changed its stage, or goes on elsewhere: codes only, each event once."""
    if step.from_stage == step.to_stage and step.name not in BECAME_OTHER:
        return
    same_dispute = Case.objects.filter(Q(pk=step.case_id) | Q(joined_to=step.case_id))  # a subquery, so that each half uses its index
    for ticket in Ticket.objects.filter(case__in=same_dispute.values("pk")).select_related("sender__endpoint", "case__joined_to"):
        if ticket.case_id == step.case_id or _was_joined(ticket, step):
            kind, data = _event(ticket, step, case)
            webhooks.report(ticket.sender.endpoint, ident=f"ticket-{ticket.pk}-{step.pk}", kind=kind, at=step.at, data=data)


def _was_joined(ticket: Ticket, step: Step) -> bool:
    """Had the dispute come to the other case when this happened there?"""
    return Step.objects.filter(case=ticket.case_id, name="joined", at__lte=step.at).exists()


def _event(ticket: Ticket, step: Step, case: Case) -> tuple[str, dict[str, Any]]:
    """What is told: the number, where the dispute stands, and for a result its coded reason."""
    stage, seq = step.to_stage, step.seq
    if step.name in BECAME_OTHER:
        case = ticket.case.joined_to or ticket.case
        stage, seq = case.stage, case.last_seq
    data = {"reference": ticket.reference, "number": case.number, "stage": stage, "colour": COLOUR_OF[Stage(stage)].value, "seq": seq, "moved_at": step.at.isoformat()}
    if not step.from_stage:
        return "ticket.received", data
    if stage in CLOSED:
        return "ticket.closed", data | {"reason": step.reason}
    return "ticket.progressed", data


def _known(sender: Sender, reference: str, fingerprint: bytes) -> Ticket | None:
    ticket = Ticket.objects.select_related("case").filter(sender=sender, reference=reference).first()
    if ticket is not None and bytes(ticket.fingerprint) != fingerprint:
        raise WrongMoment(_("This number was sent before, with other words. Send it as it was, or take another number."), code="reference-used", number=ticket.case.number)
    return ticket
