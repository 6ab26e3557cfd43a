"""The agreement: drafted by the mediator, frozen, signed by each party on the phone, sealed.

A frozen text has a hash; a signature covers that hash. Whoever wants another word makes a new
version, and signing starts again: a text never changes under a signature (电子签名法 13).
"""

import base64
import hashlib
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from cases import clock
from cases.actions import clocks, record
from cases.actions.attempt import advance
from cases.actions.fixed_text import fix_text
from cases.actions.move import lock, make_move
from cases.kinds import EffectBasis, ObligationKind, RoundState, Stage, Turn
from cases.models import Agreement, Case, Obligation, Paper, Party, Signature
from cases.models.agreement import SIGN_TEXT_VERSION
from cases.models.paper import PaperKind
from cases.news import touched
from cases.papers import agreement_paper
from cases.reads.signers import signs_for
from mediation.papers.printed import Printed
from mediation.people.actions.codes import check_code
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from mediation.vault.actions import keep_bytes

DRAWING_LIMIT = 200_000  # characters of a data URI; a drawn name is about 10,000
DRAWING_PREFIX = "data:image/png;base64,"
SETTLE = {Stage.REFERRAL: "settle_now", Stage.COURT_REGISTRATION: "settle_now", Stage.FAILED: "settle_now"}


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation as the mediator wrote it."""

    debtor: str
    what: str
    how: str
    due_on: date
    amount: Decimal | None = None
    if_late: str = ""
    kind: str = ObligationKind.DO
    grace_days: int = 0
    account: str = ""
    debtor_party: Party | None = None
    creditor_party: Party | None = None


@transaction.atomic
def write_draft(case_id: int, *, by: User, facts_text: str, clauses: list[str], duties: list[Duty], contract_on: date | None = None) -> Agreement:
    """Write the draft of the present version; a frozen or signed version is never touched, a new one begins."""
    case = lock(case_id)
    attempt = case.open_round
    if attempt is None or attempt.mediator_id != by.pk:
        raise WrongPerson(_("Only the mediator of this round can write the agreement."))
    if attempt.state != RoundState.IN_PROGRESS:
        raise WrongMoment(_("Open the talks first, or take the agreement back from signing."))
    draft = case.present_agreement
    if draft is None or draft.is_frozen:
        draft = Agreement(case=case, round=attempt, version=case.agreements.count() + 1, created_at=clock.now())
    draft.facts_text, draft.clauses, draft.contract_on = facts_text, [clause for clause in clauses if clause.strip()], contract_on
    draft.save()
    _stands(case, draft)
    draft.obligations.all().delete()
    keep_duties(draft, duties)
    transaction.on_commit(lambda: touched.send(Case, case_id=case_id))
    return draft


def keep_duties(draft: Agreement, duties: list[Duty]) -> None:
    """Write the obligations of a draft, numbered as they stand."""
    Obligation.objects.bulk_create(Obligation(agreement=draft, position=n, **{f.name: getattr(d, f.name) for f in fields(d)}) for n, d in enumerate(duties, start=1))


@transaction.atomic
def freeze(case_id: int, *, by: User) -> Agreement:
    """Fix the text for signing: hash it, and move the round to signing. Unclear terms are refused first (解释 358(5))."""
    case = lock(case_id)
    attempt, draft = case.open_round, case.present_agreement
    if attempt is None or attempt.mediator_id != by.pk:
        raise WrongPerson(_("Only the mediator of this round can fix the text."))
    if draft is None or draft.is_frozen:
        raise WrongMoment(_("Write the agreement first."))
    at = clock.now()
    fix_text(case, draft, at=at)
    advance(attempt, RoundState.SIGNING)
    clocks.start(case, "T-SIGN", turn=Turn.PARTIES, at=at)
    record.record(case, "agreement_frozen", by=by, at=at, law="规则 19", facts={"version": draft.version, "text_sha256": draft.text_sha256})
    return draft


@transaction.atomic
def unfreeze(case_id: int, *, by: User) -> Agreement:
    """Take the text back from signing: the frozen version is superseded, a copy becomes the next draft."""
    case = lock(case_id)
    attempt, old = case.open_round, case.present_agreement
    if attempt is None or attempt.mediator_id != by.pk:
        raise WrongPerson(_("Only the mediator of this round can take the text back."))
    if old is None or not old.is_frozen or attempt.state != RoundState.SIGNING:
        raise WrongMoment(_("There is no text in signing."))
    at = clock.now()
    old.superseded_at = at
    old.save(update_fields=["superseded_at"])
    new = Agreement.objects.create(case=case, round=attempt, version=old.version + 1, facts_text=old.facts_text, clauses=old.clauses, created_at=at)
    _stands(case, new)
    for duty in old.obligations.all():
        duty.pk, duty.agreement = None, new
        duty.save(force_insert=True)
    advance(attempt, RoundState.IN_PROGRESS)
    clocks.stop(case, at=at, codes=("T-SIGN",))
    record.record(case, "agreement_reopened", by=by, at=at, facts={"version": old.version})
    return new


def sign(party_id: int, *, by: User, text_sha256: str, code: str, drawing: str) -> Signature:
    """A party, or whoever may settle for it, signs: the code from the phone, the drawn name, the hash that was read."""
    party = Party.objects.select_related("case").get(pk=party_id)
    if party not in signs_for(by, party.case):
        raise WrongPerson(_("Everybody signs for themselves, or through somebody with an express power to settle."))
    agreement = in_signing(party.case, text_sha256)
    checked = checked_drawing(drawing)
    check_code(phone=by.phone, purpose="sign", code=code, subject=sign_subject(agreement))
    return _sign_under_lock(party_id, by=by, text_sha256=text_sha256, drawing=checked)


@transaction.atomic
def _sign_under_lock(party_id: int, *, by: User, text_sha256: str, drawing: str) -> Signature:
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    agreement = in_signing(case, text_sha256)
    signed = set(agreement.signatures.values_list("party_id", flat=True))
    missing = [p for p in signs_for(by, case) if p.pk not in signed]
    if party_id not in {p.pk for p in missing}:
        raise WrongMoment(_("You have signed already."))
    # One act signs for everybody whose power this person holds; each of them has a signature of their own.
    signatures = [put_signature(case, agreement, p, by, drawing) for p in missing]
    return signatures[0]


def sign_subject(agreement: Agreement) -> str:
    """What a signing code is good for: this version of this text, nothing else."""
    return f"{agreement.pk}:{agreement.text_sha256[:16]}"


def seal(case_id: int, *, by: User, drawing: str) -> Case:
    """The mediator signs and the centre's seal goes on: the agreement takes effect and the case turns green (PML 29).

    The paper is rendered before the lock is taken, so that no transaction waits for a printer; the
    hash of the text is checked again under the lock.
    """
    case = Case.objects.for_reading().get(pk=case_id)
    checked = checked_drawing(drawing)
    agreement = case.present_agreement
    if case.open_round is None or case.open_round.mediator_id != by.pk:
        raise WrongPerson(_("Only the mediator of this round can seal the agreement."))
    if agreement is None or not agreement.is_frozen or not is_signing(case):
        raise WrongMoment(_("There is no text in signing."))
    all_signed(case, agreement)
    at = clock.now()
    printed = agreement_paper(case, agreement, mediator=by, drawing=checked, at=at)
    return _seal_under_lock(case_id, agreement, by=by, drawing=checked, printed=printed, at=at)


@transaction.atomic
def _seal_under_lock(case_id: int, read: Agreement, *, by: User, drawing: str, printed: Printed, at: datetime) -> Case:
    case = lock(case_id)
    agreement = in_signing(case, read.text_sha256)
    all_signed(case, agreement)
    put_signature(case, agreement, None, by, drawing)
    agreement.effective_at, agreement.effect_basis = at, EffectBasis.WRITTEN
    agreement.save(update_fields=["effective_at", "effect_basis"])
    file = keep_bytes(content=printed.pdf, name=f"{case.number}-agreement.pdf", media_type="application/pdf", by=by)
    paper = Paper.objects.create(case=case, kind=PaperKind.AGREEMENT, version=agreement.version, file=file, sha256=file.sha256, made_at=at, made_of=printed.made_of)
    facts = {"version": agreement.version, "text_sha256": agreement.text_sha256, "paper_sha256": paper.sha256}
    return make_move(case, SETTLE.get(Stage(case.stage), "agree"), by=by, facts=facts, at=at)


def _stands(case: Case, agreement: Agreement) -> None:
    """Point the case at the version that stands now."""
    if case.present_agreement_id != agreement.pk:
        case.present_agreement = agreement
        case.save(update_fields=["present_agreement"])


def in_signing(case: Case, text_sha256: str) -> Agreement:
    """The text that is open for signing, when it is the one that was read."""
    agreement = case.text_in_signing
    if agreement is None or not agreement.is_frozen or agreement.effective_at is not None or not is_signing(case):
        raise WrongMoment(_("There is no text in signing."))
    if agreement.text_sha256 != text_sha256:
        raise WrongMoment(_("The text was changed after you read it. Please read it again."))
    return agreement


def is_signing(case: Case) -> bool:
    """Is a text open for signing: that of the open round, or an amendment? What an ended round left behind is not."""
    attempt = case.open_round
    return case.amendment_id is not None or (attempt is not None and attempt.state == RoundState.SIGNING)


def all_signed(case: Case, agreement: Agreement) -> None:
    """Refuse while a signature is missing, and say whose."""
    signed = agreement.signed_parties()
    missing = [p.name for p in case.parties.all() if p.pk not in signed]
    if missing:
        raise WrongMoment(_("Still to sign: %(names)s.") % {"names": "、".join(missing)})


def put_signature(case: Case, agreement: Agreement, party: Party | None, by: User, drawing: str) -> Signature:
    """Write one drawn signature and its happening."""
    at = clock.now()
    signature = Signature.objects.create(
        agreement=agreement,
        party=party,
        signer=by,
        text_sha256=agreement.text_sha256,
        drawing=drawing,
        drawing_sha256=hashlib.sha256(drawing.encode()).hexdigest(),
        text_version=SIGN_TEXT_VERSION,
        at=at,
    )
    facts: dict[str, Any] = {"version": agreement.version, "text_sha256": agreement.text_sha256, "drawing_sha256": signature.drawing_sha256}
    record.record(case, "signed", by=by, at=at, law="电子签名法 13", facts=facts)
    return signature


def checked_drawing(data_uri: str) -> str:
    """Return the drawn name when it is a small PNG with something on it."""
    empty = Invalid(_("Please draw your name in the field."), fields={"drawing": [_("Please draw your name in the field.")]})
    if not data_uri.startswith(DRAWING_PREFIX) or len(data_uri) > DRAWING_LIMIT:
        raise empty
    try:
        image = Image.open(BytesIO(base64.b64decode(data_uri.removeprefix(DRAWING_PREFIX), validate=True)), formats=["PNG"])
        if image.width * image.height > 4_000_000:
            raise empty
        alpha = image.convert("RGBA").getchannel("A")
    except (ValueError, UnidentifiedImageError, OSError, SyntaxError) as broken:
        raise empty from broken
    if alpha.getbbox() is None:
        raise empty
    return data_uri
