"""After the agreement: obligations claimed as done, confirmed, waived; and what people say afterwards."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.move import lock
from cases.kinds import ClosedAs, Side, Stage
from cases.models import Case, Deadline, Obligation, Visit
from cases.reads.roles import role_of, seats_of
from cases.rules import is_dispatcher, is_its_mediator
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from mediation.vault.actions import keep_document

AFTER = (Stage.AGREED, Stage.CONFIRMED, Stage.PERFORMED, Stage.BREACHED)
WORST, BEST = 1, 5


@transaction.atomic
def claim_done(obligation_id: int, *, by: User, proof: "UploadedFile[Any] | None" = None) -> Case:
    """The side that owes says that it is done, with a receipt if there is one; the other side is asked to confirm with one tap."""
    case, duty = _open(obligation_id)
    if not any(p.side == duty.debtor and duty.debtor_party_id in (None, p.pk) for p in seats_of(by, case)):
        raise WrongPerson(_("The side that owes it says this."))
    if duty.claimed_at is not None:
        raise WrongMoment(_("You have said so already; the other side is asked to confirm it."))
    at = clock.now()
    duty.claimed_at, duty.proof = at, keep_document(upload=proof, by=by) if proof else None
    duty.save(update_fields=["claimed_at", "proof"])
    step = record.record(case, f"obligation_claimed_{duty.debtor}", by=by, at=at, law="PML 31", facts={"obligation": duty.position})
    record.tell_about(case, step)
    return case


@transaction.atomic
def close_obligation(obligation_id: int, *, by: User) -> Case:
    """The creditor, or the mediator on evidence, says that an obligation is done (PML 31)."""
    case, duty = _open(obligation_id)
    if not (is_its_mediator.test(by, case) or _receives(by, case, duty)):
        raise WrongPerson(_("The side that receives it, or the mediator, confirms this."))
    return _close(case, duty, ClosedAs.PERFORMED, "obligation_done", by=by)


@transaction.atomic
def waive_obligation(obligation_id: int, *, by: User) -> Case:
    """The side that receives it gives it up, for good."""
    case, duty = _open(obligation_id)
    if not _receives(by, case, duty):
        raise WrongPerson(_("Only the side that receives it can give it up."))
    return _close(case, duty, ClosedAs.WAIVED, "obligation_waived", by=by)


@transaction.atomic
def note_visit(case_id: int, *, by: User, party_id: int, kept: bool, satisfaction: int, smoulders: bool = False, words: str = "") -> Visit:
    """What a party says afterwards: by its own tap, or to the centre on a return visit (form 3.8). With a word of both sides the visit is made."""
    case = lock(case_id)
    party = next((p for p in case.parties.all() if p.pk == party_id), None)
    himself = party is not None and party in seats_of(by, case)
    if party is None or not (himself or (is_its_mediator | is_dispatcher).test(by, case)):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    if case.stage not in AFTER:
        raise WrongMoment(_("There is nothing to look back on yet."))
    if not WORST <= satisfaction <= BEST:
        raise Invalid(_("Please choose from one to five."), fields={"satisfaction": [_("Please choose one.")]})
    at = clock.now()
    visit = Visit.objects.create(case=case, party=party, by=None if himself else by, kept=kept, satisfaction=satisfaction, smoulders=smoulders, words=words.strip()[:1000], at=at)
    record.record(case, "visited", by=by, at=at, law="PML 31", facts={"party": party.pk, "kept": kept, "satisfaction": satisfaction, "smoulders": smoulders})
    if set(case.visits.values_list("party__side", flat=True)) == set(Side.values):
        clocks.stop(case, at=at, codes=("T-VISIT",))
    return visit


def _open(obligation_id: int) -> tuple[Case, Obligation]:
    case = lock(Obligation.objects.values_list("agreement__case_id", flat=True).get(pk=obligation_id))
    duty = Obligation.objects.select_related("agreement").get(pk=obligation_id)
    if duty.is_closed or duty.agreement.effective_at is None:
        raise WrongMoment(_("This is already settled."))
    return case, duty


def _receives(by: User, case: Case, duty: Obligation) -> bool:
    return any(p.side == duty.creditor and duty.creditor_party_id in (None, p.pk) for p in seats_of(by, case))


def _close(case: Case, duty: Obligation, how: ClosedAs, name: str, *, by: User) -> Case:
    at = clock.now()
    duty.closed_at, duty.closed_as = at, how
    duty.save(update_fields=["closed_at", "closed_as"])
    Deadline.objects.filter(obligation=duty, closed_at=None).update(closed_at=at, ring_at=None)
    record.record(case, name, by=by, at=at, law="PML 31", role=role_of(by, case), facts={"obligation": duty.position})
    return case
