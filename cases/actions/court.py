"""What the court link may do to a case: nothing but these. `courtlink` calls them in its own transaction."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.agree import is_signing
from cases.actions.move import check, lock, make_move
from cases.facts import obligations_are_closed
from cases.kinds import Audience, ClosedAs, EffectBasis, Stage
from cases.models import Case, Deadline, Obligation, Paper, Step
from cases.models.paper import PaperKind
from mediation.people.roles import SYSTEM
from mediation.refusals import Invalid, WrongMoment
from mediation.vault.actions import keep_document

MIN_NUMBER, MAX_NUMBER = 4, 64


@transaction.atomic
def note_filing(case_id: int, name: str, *, by: Any, reason: str = "", role: str = "", law: str = "", facts: dict[str, Any] | None = None, audience: str = Audience.ALL) -> Step:
    """Add what happened to a filing to the story of the case, and tell the people concerned."""
    return note_on(lock(case_id), name, by=by, reason=reason, role=role, law=law, facts=facts, audience=audience)


def note_on(case: Case, name: str, *, by: Any, reason: str = "", role: str = "", law: str = "", facts: dict[str, Any] | None = None, audience: str = Audience.ALL) -> Step:
    """Do as `note_filing`, on a case that the caller has locked."""
    more = {"role": role} if role else {}
    step = record.record(case, name, by=by, at=clock.now(), reason=reason, law=law, facts=facts or {}, audience=audience, **more)
    record.tell_about(case, step)
    return step


def offer_complaint(case: Case) -> None:
    """The court did not decide on a lawsuit in time: whoever filed is told how to complain of it (登记 13)."""
    step = record.record(case, "court_is_late", by=SYSTEM, at=clock.now(), law="登记 13")
    record.tell_about(case, step)


@transaction.atomic
def court_filed(case_id: int, *, docket_number: str, filing: str) -> Case:
    """The court accepted the lawsuit: red stays red, the case is filed (move 21)."""
    case = lock(case_id)
    case.docket_number = docket_number
    return make_move(case, "court_filed", by=SYSTEM, facts={"filing": filing, "docket": docket_number}, also=("docket_number",))


@transaction.atomic
def confirmed(case_id: int, *, docket_number: str, filing: str) -> Case:
    """The court ruled the agreement valid: it can be enforced (move 26)."""
    case = lock(case_id)
    check(case, "confirm", by=SYSTEM, early=True)
    _give_effect(case, EffectBasis.RULING, docket_number)
    case.docket_number, case.reached_court_at = docket_number, case.reached_court_at or clock.now()
    return make_move(case, "confirm", by=SYSTEM, facts={"filing": filing, "docket": docket_number}, also=("docket_number",))


@transaction.atomic
def enforced(case_id: int, *, duties: Iterable[int], filing: str) -> Case:
    """The court enforced what was asked for; when nothing is open any more the case is performed (move 30), else it stays where it is."""
    case, at = lock(case_id), clock.now()
    open_ones = Obligation.objects.filter(agreement__case=case, pk__in=list(duties), closed_at=None)
    done = dict(open_ones.values_list("pk", "position"))
    open_ones.update(closed_at=at, closed_as=ClosedAs.ENFORCED)
    Deadline.objects.filter(obligation__in=list(done), closed_at=None).update(closed_at=at, ring_at=None)
    record.record(case, "obligations_enforced", by=SYSTEM, role="clerk", at=at, law="解释 460", facts={"filing": filing, "obligations": sorted(done.values())})
    case = lock(case_id)  # with the obligations as they are now
    if case.stage == Stage.BREACHED and not obligations_are_closed(case):
        return make_move(case, "cure", by=SYSTEM, facts={"filing": filing})
    return case


@transaction.atomic
def propose_entrustment(case_id: int, *, by: Any) -> Step:
    """The court asks both sides whether they agree to mediation while the lawsuit is pending (特邀 11)."""
    case = lock(case_id)
    check(case, "entrust", by=by, early=True)
    step = record.record(case, "mediation_proposed", by=by, at=clock.now(), law="特邀 11", facts={"round": case.round_in_question})
    record.tell_about(case, step)
    return step


@transaction.atomic
def enter_statement(case_id: int, *, by: Any, number: str, upload: "UploadedFile[Any] | None" = None) -> Case:
    """Enter the court's mediation statement after an entrusted mediation: the agreement can be enforced (move 17b; CPL 100)."""
    case = lock(case_id)
    check(case, "court_statement", by=by, early=True)
    agreement = case.present_agreement
    if agreement is None or not agreement.is_frozen or not is_signing(case):
        raise WrongMoment(_("The text of the agreement must be fixed and signed first."))
    signed = agreement.signed_parties()
    if any(party.pk not in signed for party in case.parties.all()):
        raise WrongMoment(_("The agreement is not signed by everybody yet."))
    _give_effect(case, EffectBasis.COURT_STATEMENT, number)
    facts = {"number": number.strip()} | _kept(case, PaperKind.COURT_STATEMENT, upload, by=by)
    return make_move(case, "court_statement", by=by, facts=facts)


@transaction.atomic
def enter_deed(case_id: int, *, by: Any, number: str, upload: "UploadedFile[Any] | None" = None) -> Case:
    """Enter a notarised enforceable deed of the agreement (move 26b; 公证法 37)."""
    case = lock(case_id)
    check(case, "notarise", by=by, early=True)
    _give_effect(case, EffectBasis.NOTARISED, number)
    facts = {"number": number.strip()} | _kept(case, PaperKind.NOTARISED_DEED, upload, by=by)
    return make_move(case, "notarise", by=by, facts=facts)


@transaction.atomic
def enter_arbitration(case_id: int, *, by: Any, number: str, upload: "UploadedFile[Any] | None" = None) -> Case:
    """The arbitration commission has accepted the application: the case goes on there (move 4b; 劳动争议调解仲裁法 29)."""
    case = lock(case_id)
    check(case, "arbitrate", by=by)
    facts = {"number": _number(number)} | _kept(case, PaperKind.ARBITRATION_NOTICE, upload, by=by)
    return make_move(case, "arbitrate", by=by, facts=facts)


@transaction.atomic
def enter_revocation(case_id: int, *, by: Any, number: str, upload: "UploadedFile[Any] | None" = None) -> Case:
    """The confirmation was revoked on objection: the agreement is a contract again (move 33b; 解释 372)."""
    case = lock(case_id)
    check(case, "revoke", by=by, early=True)
    agreement = case.present_agreement
    if agreement is None or agreement.effect_basis != EffectBasis.RULING:
        raise WrongMoment(_("Only a court's confirmation can be revoked."))
    _give_effect(case, EffectBasis.WRITTEN, number)
    facts = {"number": number.strip()} | _kept(case, PaperKind.RULING, upload, by=by)
    return make_move(case, "revoke", by=by, facts=facts)


def _give_effect(case: Case, basis: EffectBasis, number: str) -> None:
    """Note what the present agreement rests on from now on; a paper of a court or a notary has a number."""
    said, agreement = _number(number), case.present_agreement
    if agreement is None:
        raise WrongMoment(_("There is no agreement."))
    agreement.effect_basis, agreement.effect_number = basis, "" if basis == EffectBasis.WRITTEN else said
    agreement.effective_at = agreement.effective_at or clock.now()
    agreement.save(update_fields=["effect_basis", "effect_number", "effective_at"])


def _number(said: str) -> str:
    """The number of a paper, or a refusal at its field."""
    if not MIN_NUMBER <= len(said.strip()) <= MAX_NUMBER:
        raise Invalid(_("Please enter the number of the paper."), fields={"number": [_("Please enter the number of the paper.")]})
    return said.strip()


def _kept(case: Case, kind: PaperKind, upload: "UploadedFile[Any] | None", *, by: Any) -> dict[str, str]:
    """Keep the scanned paper, when there is one, and return its hash for the chain."""
    if upload is None:
        return {}
    file = keep_document(upload=upload, by=by)
    Paper.objects.create(case=case, kind=kind, version=case.papers.filter(kind=kind).count() + 1, file=file, sha256=file.sha256, made_at=clock.now())
    return {"paper_sha256": file.sha256}
