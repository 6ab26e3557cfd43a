"""A signature in ink: the scan is entered by one member of staff and seen by another (level L0; 电子签名法 3)."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import RoundState
from cases.models import Agreement, Case, Signature
from cases.rules import is_dispatcher, is_its_mediator
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from mediation.vault.actions import keep_document

STAFF = is_its_mediator | is_dispatcher
PAPER_TEXT_VERSION = "2026-11"


@transaction.atomic
def enter_paper(case_id: int, *, by: User, party_id: int, scan: "UploadedFile[Any] | None") -> Signature:
    """Enter the scan of an agreement that a party signed in ink; it counts once somebody else has looked at it."""
    case, agreement = _in_signing(case_id, by)
    party = next((p for p in case.parties.all() if p.pk == party_id), None)
    if party is None or scan is None:
        raise Invalid(_("Please choose whose signature it is, and add the scan."), fields={"scan": [_("Please add the scan.")]})
    if agreement.signatures.filter(party=party).exists():
        raise WrongMoment(_("This party has signed already."))
    at = clock.now()
    file = keep_document(upload=scan, by=by)
    row = Signature.objects.create(agreement=agreement, party=party, signer=by, text_sha256=agreement.text_sha256, text_version=PAPER_TEXT_VERSION, scan=file, at=at)
    record.record(case, "signed_on_paper", by=by, at=at, law="电子签名法 3", facts={"version": agreement.version, "party": party.pk, "scan_sha256": file.sha256})
    return row


@transaction.atomic
def witness_paper(case_id: int, *, by: User, signature_id: int, right: bool) -> None:
    """The second pair of eyes: the scan shows this text and this person's signature, or it is taken off again."""
    case, agreement = _in_signing(case_id, by)
    row = agreement.signatures.filter(pk=signature_id, scan__isnull=False, witness=None).first()
    if row is None:
        raise WrongMoment(_("This signature was looked at already."))
    if row.signer_id == by.pk:
        raise WrongPerson(_("Somebody else has to look at it."))
    at = clock.now()
    if right:
        row.witness = by
        row.save(update_fields=["witness"])
    else:
        row.delete()
    record.record(case, "paper_witnessed" if right else "paper_refused", by=by, at=at, law="电子签名法 3", facts={"version": agreement.version, "party": row.party_id})


def _in_signing(case_id: int, by: User) -> tuple[Case, Agreement]:
    case = lock(case_id)
    if not STAFF.test(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    attempt, agreement = case.open_round, case.present_agreement
    if attempt is None or attempt.state != RoundState.SIGNING or agreement is None or not agreement.is_frozen:
        raise WrongMoment(_("There is no text in signing."))
    return case, agreement
