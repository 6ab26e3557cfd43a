"""The joint application signed in the signing sitting itself, before the agreement is sealed: afterwards one side is often not to be found any more.

Each signature is bound to the hash of the text; another text needs another one. Sealing the agreement sends the application by itself.
"""

from django.db import transaction

from cases import clock
from cases.actions.agree import is_signing
from cases.kinds import Stage
from cases.models import Case, Party
from courtlink.actions.seal import seal_and_submit
from courtlink.dossier import confirmation_parts
from courtlink.kinds import FilingKind, FilingState
from courtlink.models import Filing, FilingConsent
from courtlink.precheck.submission import Submission
from courtlink.precheck.table import what_stops
from mediation.people.roles import SYSTEM


def is_early(case: Case, party: Party) -> bool:
    """Has this party signed the text that is open for signing, so that it may sign the application for it too?"""
    agreement = case.present_agreement
    in_time = case.stage != Stage.AGREED and case.amendment_id is None and is_signing(case)
    return in_time and agreement is not None and agreement.is_frozen and party.pk in agreement.signed_parties()


def text_to_bind(case: Case) -> str:
    """The hash of the text that an early signature belongs to."""
    return case.present_agreement.text_sha256 if case.present_agreement else ""


def complete(case_id: int) -> Filing | None:
    """The agreement is sealed: send the application that everybody signed for this very text. Running it again changes nothing."""
    case, at = Case.objects.for_reading().get(pk=case_id), clock.now()
    if case.stage != Stage.AGREED or (filing := _forget_other_texts(case)) is None:
        return None
    consents = list(filing.consents.select_related("party").order_by("party__side", "party"))
    if {consent.party_id for consent in consents} != {party.pk for party in case.parties.all()}:
        return None
    people = tuple((c.party, {"id_number": c.id_number, "address": c.address}) for c in consents)
    if what_stops(Submission(case, FilingKind.CONFIRMATION, people, (), at)):
        return None  # the page of the application says what, and takes the signatures again
    return seal_and_submit(filing.pk, confirmation_parts(case, consents, at=at), by=SYSTEM, at=at)


@transaction.atomic
def _forget_other_texts(case: Case) -> Filing | None:
    """The draft, without the signatures that were given for another text."""
    filing = Filing.objects.select_for_update(of=("self",)).filter(case=case, kind=FilingKind.CONFIRMATION, state=FilingState.DRAFT).first()
    if filing is not None:
        FilingConsent.objects.filter(filing=filing).exclude(text_sha256__in=["", text_to_bind(case)]).delete()
    return filing
