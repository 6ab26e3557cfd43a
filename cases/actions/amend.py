"""A new version of an agreement that holds already: rescheduled, signed again by all, sealed; meanwhile the old one stays in force (move 30c)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.agree import Duty, all_signed, checked_drawing, in_signing, keep_duties, put_signature
from cases.actions.fixed_text import fix_text
from cases.actions.move import lock, make_move
from cases.kinds import ClosedAs, EffectBasis, Stage
from cases.models import Agreement, Case, Deadline, Obligation, Paper
from cases.models.paper import PaperKind
from cases.papers import agreement_paper
from cases.rules import is_its_mediator
from mediation.papers.printed import Printed
from mediation.people.models import User
from mediation.refusals import WrongMoment, WrongPerson
from mediation.vault.actions import keep_bytes

OPEN_TO_CHANGE = (Stage.AGREED, Stage.BREACHED)


@transaction.atomic
def propose_amendment(case_id: int, *, by: User, facts_text: str, clauses: list[str], duties: list[Duty]) -> Agreement:
    """Write a new version and put it to both sides at once; it changes nothing until everybody has signed."""
    case = _mine(case_id, by)
    if case.stage not in OPEN_TO_CHANGE:
        raise WrongMoment(_("Only an agreement that holds can be amended. The case is at: %(stage)s.") % {"stage": case.get_stage_display()})
    old, at = case.present_agreement, clock.now()
    if old is None or case.amendment is not None:
        raise WrongMoment(_("A new version is being signed already."))
    new = Agreement.objects.create(case=case, round=old.round, version=case.agreements.count() + 1, facts_text=facts_text, clauses=[c for c in clauses if c.strip()], created_at=at)
    keep_duties(new, duties)
    fix_text(case, new, at=at)
    case.amendment = new
    case.save(update_fields=["amendment"])
    step = record.record(case, "amendment_proposed", by=by, at=at, law="PML 33", facts={"version": new.version, "text_sha256": new.text_sha256})
    record.tell_about(case, step)
    return new


@transaction.atomic
def drop_amendment(case_id: int, *, by: User) -> Case:
    """Take the new version off the table; the old one holds as before."""
    case = _mine(case_id, by)
    if case.amendment is None:
        raise WrongMoment(_("There is no text in signing."))
    at = clock.now()
    case.amendment.superseded_at = at
    case.amendment.save(update_fields=["superseded_at"])
    record.record(case, "amendment_dropped", by=by, at=at, facts={"version": case.amendment.version})
    case.amendment = None
    case.save(update_fields=["amendment"])
    return case


def seal_amendment(case_id: int, *, by: User, drawing: str) -> Case:
    """The mediator signs the new version: it takes effect and supersedes the old one, with a window for confirmation of its own."""
    case = Case.objects.for_reading().get(pk=case_id)
    checked, new = checked_drawing(drawing), case.amendment
    if not is_its_mediator.test(by, case):
        raise WrongPerson(_("Only the mediator of this round can seal the agreement."))
    if new is None:
        raise WrongMoment(_("There is no text in signing."))
    all_signed(case, new)
    at = clock.now()
    printed = agreement_paper(case, new, mediator=by, drawing=checked, at=at)
    return _seal_under_lock(case_id, new.text_sha256, by=by, drawing=checked, printed=printed, at=at)


@transaction.atomic
def _seal_under_lock(case_id: int, text_sha256: str, *, by: User, drawing: str, printed: Printed, at: datetime) -> Case:
    case = lock(case_id)
    new, old = in_signing(case, text_sha256), case.present_agreement
    all_signed(case, new)
    put_signature(case, new, None, by, drawing)
    new.effective_at, new.effect_basis = at, EffectBasis.WRITTEN
    new.save(update_fields=["effective_at", "effect_basis"])
    file = keep_bytes(content=printed.pdf, name=f"{case.number}-agreement-{new.version}.pdf", media_type="application/pdf", by=by)
    paper = Paper.objects.create(case=case, kind=PaperKind.AGREEMENT, version=new.version, file=file, sha256=file.sha256, made_at=at, made_of=printed.made_of)
    if old is not None:
        _supersede(old, at=at)
    case.present_agreement, case.amendment = new, None
    case.save(update_fields=["present_agreement", "amendment"])
    facts: dict[str, Any] = {"version": new.version, "text_sha256": new.text_sha256, "paper_sha256": paper.sha256}
    clocks.stop(case, at=at, codes=("T-CONF30", "T-OBL"))
    if case.stage == Stage.BREACHED:
        return make_move(case, "reschedule", by=by, facts=facts, at=at)
    step = record.record(case, "agreement_amended", by=by, at=at, law="PML 33", facts=facts)
    clocks.turn_over(case, at=at)
    record.tell_about(case, step)
    return case


def _supersede(old: Agreement, *, at: datetime) -> None:
    old.superseded_at = at
    old.save(update_fields=["superseded_at"])
    still_open = Obligation.objects.filter(agreement=old, closed_at=None)
    Deadline.objects.filter(obligation__in=still_open, closed_at=None).update(closed_at=at, ring_at=None)
    still_open.update(closed_at=at, closed_as=ClosedAs.SUPERSEDED)


def _mine(case_id: int, by: User) -> Case:
    case = lock(case_id)
    if not is_its_mediator.test(by, case):
        raise WrongPerson(_("Only the mediator of this case can change the agreement."))
    return case
