"""An oral agreement, done on the spot: the mediator registers it; it holds from the moment it is reached (PML 28, 30)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.agree import checked_drawing, put_signature
from cases.actions.attempt import advance, own_round
from cases.actions.fixed_text import fix_text
from cases.actions.move import lock, make_move
from cases.kinds import EffectBasis, RoundState
from cases.models import Case, Paper
from cases.models.paper import PaperKind
from cases.papers import agreement_paper
from cases.reads.agreement import text_hash
from mediation.papers.printed import Printed
from mediation.people.models import User
from mediation.refusals import WrongMoment, WrongPerson
from mediation.vault.actions import keep_bytes


def register_oral(case_id: int, *, by: User, drawing: str) -> Case:
    """Register what was agreed orally. Whatever is not done today needs writing; an oral agreement cannot be confirmed by a court (PML 28; Ningbo 24)."""
    case = Case.objects.for_reading().get(pk=case_id)
    checked, draft = checked_drawing(drawing), case.present_agreement
    if case.open_round is None or case.open_round.mediator_id != by.pk:
        raise WrongPerson(_("Only the mediator of this round can seal the agreement."))
    if draft is None or draft.is_frozen:
        raise WrongMoment(_("Write down first what was agreed."))
    if any(duty.due_on > timezone.localdate() for duty in draft.obligations.all()):
        raise WrongMoment(_("Something is to be done later: that needs a written agreement which both sides sign."))
    at = clock.now()
    printed = agreement_paper(case, draft, mediator=by, drawing=checked, at=at, oral=True)
    return _register(case_id, by=by, text_sha256=text_hash(draft), drawing=checked, printed=printed, at=at)


@transaction.atomic
def _register(case_id: int, *, by: User, text_sha256: str, drawing: str, printed: Printed, at: datetime) -> Case:
    case = lock(case_id)
    attempt, agreement = own_round(case, by, RoundState.IN_PROGRESS), case.present_agreement
    if agreement is None or agreement.is_frozen:
        raise WrongMoment(_("Write down first what was agreed."))
    fix_text(case, agreement, at=at)
    if agreement.text_sha256 != text_sha256:
        raise WrongMoment(_("The text was changed after you read it. Please read it again."))
    advance(attempt, RoundState.SIGNING)
    put_signature(case, agreement, None, by, drawing)
    agreement.effective_at, agreement.effect_basis = at, EffectBasis.ORAL
    agreement.save(update_fields=["effective_at", "effect_basis"])
    file = keep_bytes(content=printed.pdf, name=f"{case.number}-oral.pdf", media_type="application/pdf", by=by)
    paper = Paper.objects.create(case=case, kind=PaperKind.AGREEMENT, version=agreement.version, file=file, sha256=file.sha256, made_at=at, made_of=printed.made_of)
    facts = {"version": agreement.version, "text_sha256": agreement.text_sha256, "paper_sha256": paper.sha256, "oral": True}
    return make_move(case, "agree", by=by, facts=facts, at=at)
