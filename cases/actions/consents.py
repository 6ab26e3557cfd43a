"""A consent is taken back as easily as it was given (PIPL 15)."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.models import Consent
from mediation.people.models import User
from mediation.refusals import WrongMoment, WrongPerson

FOLLOWERS: list[Callable[[Consent], None]] = []


def then_too(follower: Callable[[Consent], None]) -> None:
    """Add what another app stops doing in the same transaction."""
    FOLLOWERS.append(follower)


@transaction.atomic
def withdraw_consent(consent_id: int, *, by: User) -> Consent:
    """Take a consent back. What was done by it before stays lawful; nothing more is done by it."""
    case = lock(Consent.objects.values_list("party__case_id", flat=True).get(pk=consent_id))
    consent = Consent.objects.select_related("party").get(pk=consent_id)
    if not consent.party.acted_by(by.pk):
        raise WrongPerson(_("Everybody decides for themselves."))
    if consent.withdrawn_at:
        raise WrongMoment(_("This consent was taken back already."))
    consent.withdrawn_at = clock.now()
    consent.save(update_fields=["withdrawn_at"])
    for follower in FOLLOWERS:
        follower(consent)
    facts = {"party": consent.party_id, "purpose": consent.purpose}
    record.record(case, "consent_withdrawn", by=by, at=consent.withdrawn_at, role=consent.party.side, audience=consent.party.side, law="PIPL 15", facts=facts)
    return consent
