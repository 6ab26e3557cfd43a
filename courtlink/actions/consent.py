"""Whoever takes back the consent to give data to the court takes the signature off what was not sent yet."""

from cases.kinds import Purpose
from cases.models import Consent
from courtlink.kinds import FilingState
from courtlink.models import FilingConsent


def unsign_drafts(consent: Consent) -> None:
    """Delete number, address and signature from open drafts; what was sent is taken back by its own button (PIPL 15)."""
    if consent.purpose == Purpose.COURT:
        FilingConsent.objects.filter(party=consent.party_id, filing__state=FilingState.DRAFT).delete()
